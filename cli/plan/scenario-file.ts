import { z } from 'zod';
import { FLAGS, type FlagName } from '../../target-shop/contract/flags.ts';
import {
  writtenDurationMs as durationMs,
  writtenRatePerSecond as ratePerSecond,
  writtenShare as share,
} from '../core/written-values.ts';
import { readYamlFile, type YamlFile } from '../core/yaml-file.ts';

const mix = z.record(z.string(), share).describe('Journeys and how often an iteration draws each of them.');

const stage = z.strictObject({
  duration: durationMs.describe('Demo time; divided by the speed.'),
  from: ratePerSecond.describe('Iterations per minute (30/m) or second (5/s); not changed by the speed.'),
  to: ratePerSecond
    .optional()
    .describe('The rate at the end of the stage; the same as `from` when left out.'),
});

const load = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens'),
  during: z.enum(['run', 'fault']).describe('The whole run, or only while the clock of the faults runs.'),
  stages: z.array(stage).min(1),
  mix,
  trafficType: z
    .enum(['baseline', 'demo'])
    .optional()
    .describe('For all its requests; else each journey says its own.'),
});

const faultStep = z.strictObject({
  at: durationMs.describe('Demo time since the start of the faults.'),
  delay: durationMs.describe('Delay added to each call.'),
  failures: share.describe('Share of the calls that fail.'),
});

const fault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('recommendation-degraded'),
    minCallsPerStep: z.int().min(1).default(300).describe('A probe tops each step up to this many calls.'),
    steps: z
      .array(faultStep)
      .min(1)
      .refine(
        (steps) => steps.every((step, i) => i === 0 || step.at > (steps[i - 1]?.at ?? 0)),
        'steps must ascend',
      ),
  }),
]);

/** What a scenario file may say; the published JSON Schema is generated from it. */
export const scenarioSchema = z.strictObject({
  apiVersion: z.literal('shopctl/v1'),
  kind: z.literal('Experiment'),
  name: z.string().min(1),
  title: z.string().min(1),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  steadyState: z.strictObject({
    duration: durationMs.describe('Real time; the speed does not touch it.'),
    maxErrors: share,
    maxP95: durationMs,
  }),
  duration: durationMs.describe('Length of the clock of the faults, in demo time.'),
  loads: z.array(load).min(1),
  faults: z.array(fault).min(1),
  flags: z.partialRecord(z.enum(Object.keys(FLAGS) as FlagName[]), z.unknown()).default({}),
  recovery: z.strictObject({
    steadyFor: durationMs.describe('Real time for which the shop must be steady again…'),
    within: durationMs.describe('…at the latest this long after the faults were undone.'),
  }),
  expectations: z.array(z.string()).default([]).describe('Files that judge the run, relative to this one.'),
});

/** A checked scenario: durations in milliseconds, rates per second, shares 0..1. */
export type Scenario = z.output<typeof scenarioSchema>;

/** Reads and checks a scenario file. @throws UsageError `file:line:column: what is wrong` */
export function readScenario(file: string): YamlFile<Scenario> {
  return readYamlFile(file, scenarioSchema);
}
