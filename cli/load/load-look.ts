import { type Delivery, joinedDelivery } from './delivery.ts';
import type { LoadState } from './load-control.ts';
import { joinedWork, type ThreadWork } from './measure/generator-health.ts';
import type { LiveSlices } from './measure/live-times.ts';

/** What a load is doing: sums since its start, and times since the last look. */
export interface LoadLook {
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly state: LoadState;
  readonly delivery: Delivery;
  readonly work: ThreadWork;
  /** One by one what has news; a subject may stand there once for each thread. */
  readonly measured: readonly LiveSlices[];
  /** Likewise, of what is in no result. */
  readonly warmUp: readonly LiveSlices[];
}

/** Answers one look of those at all threads that play a load. @param looks not empty */
export function joinedLooks(looks: readonly LoadLook[]): LoadLook {
  const [first] = looks;
  if (first === undefined) throw new RangeError('nothing to join');
  if (looks.length === 1) return first;
  return {
    atMs: Math.max(...looks.map(({ atMs }) => atMs)),
    state: joinedStates(looks.map(({ state }) => state)),
    delivery: joinedDelivery(looks.map(({ delivery }) => delivery)),
    work: joinedWork(looks.map(({ work }) => work)),
    measured: looks.flatMap(({ measured }) => measured),
    warmUp: looks.flatMap(({ warmUp }) => warmUp),
  };
}

/**
 * Answers where a load stands that several threads play: each knows the rate and the users of the whole load, and
 * iterations add up.
 * @param states not empty
 */
export function joinedStates(states: readonly LoadState[]): LoadState {
  const [first] = states;
  if (first === undefined) throw new RangeError('nothing to join');
  const sum = (pick: (state: LoadState) => number) => states.reduce((total, state) => total + pick(state), 0);
  return {
    ...first,
    state: states.find(({ state }) => state !== 'over')?.state ?? 'over',
    elapsedMs: Math.max(...states.map(({ elapsedMs }) => elapsedMs)),
    started: sum(({ started }) => started),
    dropped: sum(({ dropped }) => dropped),
    inFlight: sum(({ inFlight }) => inFlight),
  };
}
