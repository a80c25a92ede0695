import { z } from 'zod';
import { FLAGS, OVERRIDE_VARIANT } from '../../../target-shop/contract/flags.ts';
import type { TimeWindow } from '../../plan/run-timeline.ts';
import type { FlagEvaluations } from '../../telemetry/queries.ts';
import { countRequests, type Finding, type Judge, needsRun, type Scene } from '../finding.ts';
import type { RunFacts } from '../run-facts.ts';
import { counted, listed } from '../wording.ts';

const MIN_REQUESTS = 50;

/** `flags`: services read the flags the run set while it set them, or no flag outside the table. */
export const flags = z
  .enum(['set-by-run', 'known-only'])
  .describe(
    '`set-by-run`: each flag the run set was read with its override while the fault lasted and not afterwards. `known-only`: no flag or variant outside the flag table is read.',
  )
  .transform((what): Judge => (what === 'set-by-run' ? judgeSetFlags : judgeKnownFlags));

async function judgeSetFlags(scene: Scene): Promise<readonly Finding[]> {
  const expected = 'each flag of the run is read with its override during the fault, and not afterwards';
  const { queries, facts } = scene;
  if (facts === undefined) return [needsRun(expected)];
  const fault = facts.timeline.phases.find(({ name }) => name === 'fault');
  if (fault === undefined || facts.flagsSet.length === 0) {
    return [
      {
        ...{
          outcome: 'inconclusive',
          expected,
          observed: 'the run set no flag',
          sampleSize: 0,
          traceIds: [],
        },
        hint: 'Say `when: experiment` to leave this out for runs without a fault.',
      },
    ];
  }
  const during = await queries.flagEvaluations(fault);
  const afterwards = await queries.flagEvaluations(afterUndo(facts, fault));
  const requests = await countRequests({ ...scene, window: fault });
  return facts.flagsSet.map((flag) =>
    judgeFlag(flag, {
      during: overrideOf(flag, during),
      afterwards: overrideOf(flag, afterwards),
      couldBeRead: requests >= (scene.minSamples ?? MIN_REQUESTS),
    }),
  );
}

/** What started before the undo was proven may still have read the override. */
function afterUndo({ timeline, undoneAtMs }: RunFacts, fault: TimeWindow): TimeWindow {
  const recovery = timeline.phases.find(({ name }) => name === 'recovery');
  return { fromMs: undoneAtMs ?? recovery?.fromMs ?? fault.toMs, toMs: timeline.endedAtMs };
}

function overrideOf(flag: string, seen: readonly FlagEvaluations[]): FlagEvaluations | undefined {
  return seen.find((one) => one.flag === flag && one.variant === OVERRIDE_VARIANT);
}

interface ReadingsOfFlag {
  readonly during: FlagEvaluations | undefined;
  readonly afterwards: FlagEvaluations | undefined;
  /** Whether there was traffic enough during the fault to miss a reading. */
  readonly couldBeRead: boolean;
}

function judgeFlag(flag: string, { during, afterwards, couldBeRead }: ReadingsOfFlag): Finding {
  const base = {
    part: flag,
    expected: `${flag} is read as ${OVERRIDE_VARIANT} during the fault, never afterwards`,
    observed: `${counted(during?.count ?? 0, 'time')} during, ${counted(afterwards?.count ?? 0, 'time')} afterwards`,
    sampleSize: (during?.count ?? 0) + (afterwards?.count ?? 0),
    traceIds: (afterwards ?? during)?.traceIds ?? [],
  };
  if (afterwards !== undefined) {
    return { ...base, outcome: 'fail', hint: 'An override outlived the run: shopctl chaos recover.' };
  }
  if (during !== undefined) return { ...base, outcome: 'pass' };
  return couldBeRead
    ? { ...base, outcome: 'fail', hint: `Nothing read ${flag} while it was set: it had no effect.` }
    : { ...base, outcome: 'inconclusive', hint: 'Too few requests came in while it was set.' };
}

async function judgeKnownFlags(scene: Scene): Promise<readonly Finding[]> {
  const seen = await scene.queries.flagEvaluations(scene.window);
  const strangers = seen.filter(({ flag, variant }) => !isKnown(flag, variant));
  const requests = await countRequests(scene);
  const minRequests = scene.minSamples ?? MIN_REQUESTS;
  const base = {
    expected: 'no flag or variant outside the flag table is read',
    observed:
      strangers.length === 0
        ? `${counted(seen.length, 'known variant')} read`
        : `unknown: ${listed(strangers.map(({ flag, variant }) => `${flag}=${variant}`))}`,
    sampleSize: requests,
    traceIds: strangers[0]?.traceIds ?? [],
  };
  if (strangers.length > 0) {
    return [{ ...base, outcome: 'fail', hint: 'Is it misspelt, or missing from the flag table?' }];
  }
  // A flag's plain reading is recorded once for each process: no event at all is no defect.
  if (requests >= minRequests) return [{ ...base, outcome: 'pass' }];
  return [
    { ...base, outcome: 'inconclusive', hint: `At least ${counted(minRequests, 'request')} are needed.` },
  ];
}

function isKnown(flag: string, variant: string): boolean {
  const row = Object.entries(FLAGS).find(([name]) => name === flag)?.[1];
  return row !== undefined && (variant === OVERRIDE_VARIANT || variant in row.variants);
}
