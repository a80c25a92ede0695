import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { planScenario } from './plan-scenario.ts';
import type { K6Program } from './run-plan.ts';
import { readScenario } from './scenario-file.ts';
import { playedByK6, refuseBeyondK6 } from './scenario-for-k6.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'scenario-for-k6-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const program: K6Program = { name: 'k6', binary: '/bin/k6', version: '2.2.0', extensions: [] };

/** A scenario of two loads; the first says more, and so does the whole. */
function scenarioOf(ofLoad = '', ofAll = '') {
  const file = path.join(directory, 'short.yaml');
  writeFileSync(
    file,
    `apiVersion: shopctl/v1
kind: Experiment
name: short
title: Recommendations fail
steadyState: { duration: 3s, maxErrors: 5%, maxP95: 2s }
duration: 40s
loads:
  - name: shoppers
    during: fault
    rate: 5/s
    mix: { purchase: 100% }
    ${ofLoad}
  - { name: visitors, during: run, vus: 3, mix: { menu: 100% } }
${ofAll}
faults:
  - { kind: recommendation-degraded, minCallsPerStep: 40, steps: [{ at: 1s, delay: 1s, failures: 50% }] }
recovery: { steadyFor: 3s, within: 20s }
`,
  );
  return { file, ...readScenario(file) };
}

describe('an experiment that k6 plays', () => {
  it('is the same plan, and what would be one too many is dropped', () => {
    const { file, value, complaint } = scenarioOf();
    refuseBeyondK6(value, complaint);
    const plan = planScenario(file, value);
    const { engine, loads, ...others } = playedByK6(plan, program);
    expect(engine).toBe(program);
    expect(loads.map(({ name, overload }) => [name, overload])).toEqual([
      ['shoppers', 'drop'],
      ['visitors', undefined],
      ['probe', 'drop'],
    ]);
    expect({ ...others, loads: plan.loads }).toEqual(plan);
  });

  it.each([
    ['poisson: true', '', /short\.yaml:12:\d+: loads\.0\.poisson: poisson cannot be played by k6: it starts/],
    ['overload: queue', '', /short\.yaml:12:\d+: .*overload queue cannot be played by k6: what is due/],
    ['overload: abort', '', /short\.yaml:12:\d+: .*overload abort cannot be played by k6/],
    ['', 'connections: new', /short\.yaml:14:\d+: connections: the way requests are sent cannot/],
    ['', 'journeys: [visit.ts]', /short\.yaml:14:\d+: journeys: journeys cannot be played by k6/],
    ['', 'data: [people=people.csv]', /short\.yaml:14:\d+: data: data cannot be played by k6/],
  ])('is refused while it is planned, with the place: %s%s', (ofLoad, ofAll, message) => {
    const { value, complaint } = scenarioOf(ofLoad, ofAll);
    expect(() => refuseBeyondK6(value, complaint)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) }),
    );
  });
});
