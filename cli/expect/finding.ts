import type { RunTimeline, TimeWindow } from '../plan/run-timeline.ts';
import type { Queries } from '../telemetry/queries.ts';
import type { RunFacts } from './run-facts.ts';
import type { ExpectationResult, Outcome } from './verdict.ts';

/** What one check found: the part of a result that does not stand in the expectation file. */
export interface Finding
  extends Pick<
    ExpectationResult,
    'outcome' | 'expected' | 'observed' | 'sampleSize' | 'interval' | 'hint' | 'traceIds' | 'episodes'
  > {
  /** Tells several findings of one expectation apart, for example a step or a store. */
  readonly part?: string;
}

/** Holds one expectation against the telemetry. Reading a file turns each check block into one of these. */
export type Judge = (scene: Scene) => Promise<readonly Finding[]>;

/** What a check is judged on. */
export interface Scene {
  readonly queries: Queries;
  /** Absent when telemetry is judged without the run that made it. */
  readonly facts?: RunFacts;
  /** The stretch the expectation speaks of; absent for all there is. */
  readonly window?: TimeWindow;
  /** As the file says; each check has a default of its own. */
  readonly minSamples?: number;
  /** Of intervals around shares: 0.9, 0.95 or 0.99. */
  readonly confidence: number;
}

/** Answers the scene's stretch in the form in which selectors take it. */
export function within({ window }: Pick<Scene, 'window'>): { readonly window?: TimeWindow } {
  return window === undefined ? {} : { window };
}

/**
 * Answers how many requests entered services in the scene's stretch. Something missing is a defect only when
 * there was traffic that should have shown it.
 */
export async function countRequests(scene: Scene): Promise<number> {
  const { count } = await scene.queries.spans({ kind: 'SERVER', entry: true, ...within(scene) });
  return count;
}

/** The finding of a check that cannot judge without the run's record. */
export function needsRun(expected: string): Finding {
  return {
    outcome: 'inconclusive',
    expected,
    observed: 'the telemetry alone does not say',
    sampleSize: 0,
    hint: 'Judge it with its run: shopctl validate --run ID.',
    traceIds: [],
  };
}

/** Answers the gravest of some outcomes: fail, then inconclusive, then pass. */
export function worstOutcome(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes('fail')) return 'fail';
  return outcomes.includes('inconclusive') ? 'inconclusive' : 'pass';
}

/** Names of the stretches of a run that an expectation can be about. */
export type WindowName = RunTimeline['phases'][number]['name'] | 'run';
