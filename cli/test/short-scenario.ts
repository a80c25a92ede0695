import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** One step, worst at once, for tests of what stops a run; its numbers are real time. */
const SHORT_SCENARIO = `apiVersion: shopctl/v1
kind: Experiment
name: short
title: Recommendations fail at once
steadyState: { duration: 3s, maxErrors: 5%, maxP95: 2s }
duration: 40s
loads:
  - name: shoppers
    during: fault
    stages: [{ duration: 40s, from: 60/m }]
    mix: { purchase: 100% }
  - name: visitors
    during: run
    stages: [{ duration: 40s, from: 120/m }]
    mix: { menu: 100% }
    trafficType: baseline
faults:
  - kind: recommendation-degraded
    minCallsPerStep: 40
    steps: [{ at: 1s, delay: 2800ms, failures: 78% }]
flags:
  recommendation-required: true
recovery: { steadyFor: 3s, within: 20s }
`;

/** What a run says when the step begins. */
export const STEP_BEGAN = /step 1: \+2\.8s, 78% failing/;

/** Writes the scenario into a folder, with parts replaced; answers its name as the command line takes it. */
export function writeShortScenario(
  directory: string,
  replacements: Readonly<Record<string, string>> = {},
): string {
  let text = SHORT_SCENARIO;
  for (const [part, replacement] of Object.entries(replacements)) {
    if (!text.includes(part)) throw new Error(`the short scenario does not say "${part}"`);
    text = text.replace(part, replacement);
  }
  writeFileSync(path.join(directory, 'short.yaml'), text);
  return './short.yaml';
}
