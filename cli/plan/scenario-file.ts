import { z } from 'zod';
import { FLAGS, type FlagName } from '../../target-shop/contract/flags.ts';
import { UsageError } from '../core/errors.ts';
import { strictKeys } from '../core/strict-keys.ts';
import { writtenDurationMs as durationMs, writtenShare as share, written } from '../core/written-values.ts';
import { readYamlFile, type YamlFile } from '../core/yaml-file.ts';
import { FILE_KEYS, OptionError } from './option-error.ts';
import { parseData } from './parse-data.ts';
import { parseThreshold } from './parse-threshold.ts';
import { planThresholds } from './plan-thresholds.ts';
import { readScenarioLoad, scenarioLoad } from './scenario-load.ts';

const faultStep = strictKeys({
  at: durationMs.describe('Demo time since the start of the faults.'),
  delay: durationMs.describe('Delay added to each call.'),
  failures: share.describe('Share of the calls that fail.'),
});

const fault = z.discriminatedUnion('kind', [
  strictKeys({
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

/** A scenario as it is written, each part for itself. */
const writtenScenario = strictKeys({
  apiVersion: z.literal('shopctl/v1'),
  kind: z.literal('Experiment'),
  name: z.string().min(1),
  title: z.string().min(1),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  steadyState: strictKeys({
    duration: durationMs.describe('Real time; the speed does not touch it.'),
    maxErrors: share,
    maxP95: durationMs,
  }),
  duration: durationMs.describe('Length of the clock of the faults, in demo time.'),
  loads: z.array(scenarioLoad).min(1),
  connections: z
    .enum(['shared', 'per-user', 'new'])
    .default('shared')
    .describe('Who shares connections: all users, the requests of one iteration, or nobody.'),
  journeys: z
    .array(z.string())
    .default([])
    .describe('Modules with journeys of your own that a mix may name, relative to this file.'),
  data: z
    .array(z.string())
    .default([])
    .describe(
      'Rows that journeys ask for by name, NAME=[MODE:]FILE as --data has it, relative to this file.',
    ),
  thresholds: z
    .array(
      written(
        'a threshold such as purchase.response.p95<2s, all.errors[1m]<1%? or checks.failed<1%',
        parseThreshold,
      ),
    )
    .default([])
    .describe('Bounds that must hold, over all loads and the whole run or every window of it.'),
  abortOnFail: z
    .boolean()
    .default(false)
    .describe('Undo the faults and end the run as soon as a threshold is surely broken.'),
  faults: z.array(fault).min(1),
  flags: z.partialRecord(z.enum(Object.keys(FLAGS) as FlagName[]), z.unknown()).default({}),
  recovery: strictKeys({
    steadyFor: durationMs.describe('Real time for which the shop must be steady again…'),
    within: durationMs.describe('…at the latest this long after the faults were undone.'),
  }),
  expectations: z.array(z.string()).default([]).describe('Files that judge the run, relative to this one.'),
});

/** What a scenario file may say; the published JSON Schema is generated from it. */
export const scenarioSchema = writtenScenario.transform((scenario, context) => {
  /** Answers what a reader of options answers; its complaint becomes the schema's. */
  const read = <Value>(path: readonly PropertyKey[], reader: () => Value): Value => {
    try {
      return reader();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      context.addIssue({ code: 'custom', path: [...path, ...placeOf(error)], message: textOf(error) });
      return z.NEVER;
    }
  };
  const { loads, duration, thresholds, abortOnFail } = scenario;
  read([], () => planThresholds(thresholds, { durationMs: runMs(scenario), abortOnFail, names: FILE_KEYS }));
  return {
    ...scenario,
    loads: loads.map((load, place) => read(['loads', place], () => readScenarioLoad(load, duration))),
    data: read(['data'], () => parseData(scenario.data, 'data')),
  };
});

/** A checked scenario: durations in milliseconds, rates per second, shares 0..1. */
export type Scenario = z.output<typeof scenarioSchema>;

/** Reads and checks a scenario file. @throws UsageError `file:line:column: what is wrong` */
export function readScenario(file: string): YamlFile<Scenario> {
  return readYamlFile(file, scenarioSchema);
}

/** Answers how long loads that last the whole run play at least, in demo and real time as they are written. */
function runMs({
  steadyState,
  duration,
}: Pick<z.output<typeof writtenScenario>, 'steadyState' | 'duration'>) {
  return steadyState.duration + duration;
}

function placeOf(error: UsageError): readonly PropertyKey[] {
  if (!(error instanceof OptionError)) return [];
  const [flag, ...place] = error.option;
  return [FILE_KEYS.nameOf(flag), ...place];
}

function textOf({ message, hint }: UsageError): string {
  return hint === undefined ? message : `${message}. ${hint}`;
}
