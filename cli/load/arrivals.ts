import type { LoadStage } from '../plan/run-plan.ts';
import { poissonPositions } from './poisson-positions.ts';
import { scaledStages } from './scaled-stages.ts';

/** The arrivals of a load as a function of time: nothing here knows a clock. Times are ms after its start. */
export interface Arrivals {
  /** How many arrivals there are. */
  readonly count: number;
  readonly durationMs: number;
  /** When the k-th arrival is due, 0 ≤ k < count; never falls with k. @throws RangeError for another k */
  dueMs(k: number): number;
  /** Arrivals per second planned at an instant; 0 before the start and from the end on. */
  ratePerSecondAt(elapsedMs: number): number;
  /** Answers the arrivals whose past is that of these, and whose rate is another from an instant on. */
  rescaled(change: Change): Arrivals;
}

/** A change of the rate while a load plays. */
export interface Change {
  /** From when on; milliseconds after the start, ≥ 0. */
  readonly atMs: number;
  /** What the rate is multiplied with, > 0. */
  readonly factor: number;
  /** How many arrivals were due by then. */
  readonly done: number;
}

/** A stage, and how many arrivals and milliseconds there were before it. */
interface PlacedStage {
  readonly startMs: number;
  readonly endMs: number;
  readonly arrivalsBefore: number;
  readonly arrivalsAfter: number;
  readonly fromRatePerMs: number;
  readonly slopePerMs: number;
}

/** Sums of rates are floating point: what misses a whole number by less than this is that number. */
const ROUNDING = 1e-6;

/** Where arrivals lie on the line of N, the integral of the rate; never falling with k. */
interface Positions {
  readonly count: number;
  of(k: number): number;
}

/** Answers 0 ≤ number < 1, always the same for the same gap between two arrivals. */
type Chance = (gap: number) => number;

/**
 * Answers when the arrivals of some stages are due. N(t), the integral of the rate, counts them: the k-th arrival
 * is due when N is about to leave k. So a constant rate is evenly spaced from 0 on, and a pause ends before
 * the arrival that follows it.
 * With chance they come at random moments instead, as many of them (a Poisson process of that rate).
 * @param stages not empty; rates ≥ 0, durations ≥ 0
 * @example arrivalsOf([{ durationMs: 30_000, fromRatePerSecond: 30, toRatePerSecond: 30 }]).count // 900
 */
export function arrivalsOf(stages: readonly LoadStage[], chance?: Chance): Arrivals {
  const whole = place(stages).at(-1)?.arrivalsAfter ?? 0;
  const even = evenPositions(whole);
  if (chance === undefined) return arrivalsAt(stages, even);
  return arrivalsAt(stages, { ...even, of: poissonPositions(even.count, whole, chance) }, chance);
}

/** Answers how many arrivals are due; none is due before the one ahead of it. */
export function countDue(
  arrivals: Pick<Arrivals, 'count' | 'dueMs'>,
  time: { isReached(planMs: number): boolean },
): number {
  let [due, notDue] = [0, arrivals.count];
  while (due < notDue) {
    const middle = Math.floor((due + notDue) / 2);
    if (time.isReached(arrivals.dueMs(middle))) due = middle + 1;
    else notDue = middle;
  }
  return due;
}

function arrivalsAt(stages: readonly LoadStage[], positions: Positions, chance?: Chance): Arrivals {
  const placed = place(stages);
  const last = placed.at(-1);
  const { count } = positions;
  return {
    count,
    durationMs: last?.endMs ?? 0,
    dueMs(k) {
      if (last === undefined || k < 0 || k >= count)
        throw new RangeError(`there is no arrival ${k} of ${count}`);
      const position = positions.of(k);
      const stage = placed.find((each) => each.arrivalsAfter > position + ROUNDING) ?? last;
      return stage.startMs + msToReach(stage, Math.max(0, position - stage.arrivalsBefore));
    },
    ratePerSecondAt(elapsedMs) {
      const stage = placed.find((each) => elapsedMs < each.endMs);
      if (stage === undefined || elapsedMs < 0) return 0;
      return 1000 * (stage.fromRatePerMs + stage.slopePerMs * (elapsedMs - stage.startMs));
    },
    rescaled({ atMs, factor, done }) {
      const changed = scaledStages(stages, atMs, factor);
      const whole = place(changed).at(-1)?.arrivalsAfter ?? 0;
      if (chance === undefined) return arrivalsAt(changed, evenPositions(whole, done));
      const change = { position: positionAt(placed, atMs), whole, factor, done };
      return arrivalsAt(changed, redrawnPositions(positions, change, chance), chance);
    },
  };
}

/** One arrival at every whole number, and no fewer than there were already. */
function evenPositions(whole: number, atLeast = 0): Positions {
  return { count: Math.max(atLeast, Math.ceil(whole - ROUNDING)), of: (k) => k };
}

interface RandomChange extends Pick<Change, 'factor' | 'done'> {
  /** Where N is when the rate changes, and at the new end. */
  readonly position: number;
  readonly whole: number;
}

/** Those to come are drawn anew, more or fewer of them by the factor: a random process remembers nothing. */
function redrawnPositions(
  before: Positions,
  { position, whole, factor, done }: RandomChange,
  chance: Chance,
): Positions {
  const count = Math.round((before.count - done) * factor);
  const placeOf = poissonPositions(count, whole - position, (gap) => chance(done + gap));
  return { count: done + count, of: (k) => (k < done ? before.of(k) : position + placeOf(k - done)) };
}

/** N at an instant. */
function positionAt(placed: readonly PlacedStage[], elapsedMs: number): number {
  const stage = placed.find(({ endMs }) => elapsedMs < endMs);
  if (stage === undefined) return placed.at(-1)?.arrivalsAfter ?? 0;
  const sinceMs = elapsedMs - stage.startMs;
  return stage.arrivalsBefore + stage.fromRatePerMs * sinceMs + (stage.slopePerMs * sinceMs ** 2) / 2;
}

function place(stages: readonly LoadStage[]): readonly PlacedStage[] {
  let startMs = 0;
  let arrivalsBefore = 0;
  return stages.map(({ durationMs, fromRatePerSecond, toRatePerSecond }) => {
    const placed = {
      startMs,
      endMs: startMs + durationMs,
      arrivalsBefore,
      arrivalsAfter: arrivalsBefore + ((fromRatePerSecond + toRatePerSecond) * durationMs) / 2000,
      fromRatePerMs: fromRatePerSecond / 1000,
      slopePerMs: durationMs === 0 ? 0 : (toRatePerSecond - fromRatePerSecond) / 1000 / durationMs,
    };
    startMs = placed.endMs;
    arrivalsBefore = placed.arrivalsAfter;
    return placed;
  });
}

/** Solves fromRate·t + slope·t²/2 = arrivals for t, in the form that also holds for a slope of 0. */
function msToReach({ fromRatePerMs, slopePerMs, startMs, endMs }: PlacedStage, arrivals: number): number {
  if (arrivals === 0) return 0;
  const discriminant = Math.max(0, fromRatePerMs ** 2 + 2 * slopePerMs * arrivals);
  return Math.min(endMs - startMs, (2 * arrivals) / (fromRatePerMs + Math.sqrt(discriminant)));
}
