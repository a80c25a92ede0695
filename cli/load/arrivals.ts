import type { LoadStage } from '../plan/run-plan.ts';
import { poissonPositions } from './poisson-positions.ts';

/** The arrivals of a load as a function of time: nothing here knows a clock. Times are ms after its start. */
export interface Arrivals {
  /** How many arrivals there are. */
  readonly count: number;
  readonly durationMs: number;
  /** When the k-th arrival is due, 0 ≤ k < count; never falls with k. @throws RangeError for another k */
  dueMs(k: number): number;
  /** Arrivals per second planned at an instant; 0 before the start and from the end on. */
  ratePerSecondAt(elapsedMs: number): number;
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

/**
 * Answers when the arrivals of some stages are due. N(t), the integral of the rate, counts them: the k-th arrival
 * is due when N is about to leave k. So a constant rate is evenly spaced from 0 on, and a pause ends before
 * the arrival that follows it.
 * With chance they come at random moments instead, as many of them (a Poisson process of that rate).
 * @param stages not empty; rates ≥ 0, durations ≥ 0
 * @param chance answers 0 ≤ number < 1, always the same for the same gap between two arrivals
 * @example arrivalsOf([{ durationMs: 30_000, fromRatePerSecond: 30, toRatePerSecond: 30 }]).count // 900
 */
export function arrivalsOf(stages: readonly LoadStage[], chance?: (gap: number) => number): Arrivals {
  const placed = place(stages);
  const last = placed.at(-1);
  const durationMs = last?.endMs ?? 0;
  const whole = last?.arrivalsAfter ?? 0;
  const count = Math.ceil(whole - ROUNDING);
  const positionOf = chance === undefined ? (k: number) => k : poissonPositions(count, whole, chance);
  return {
    count,
    durationMs,
    dueMs(k) {
      if (last === undefined || k < 0 || k >= count)
        throw new RangeError(`there is no arrival ${k} of ${count}`);
      const position = positionOf(k);
      const stage = placed.find((each) => each.arrivalsAfter > position + ROUNDING) ?? last;
      return stage.startMs + msToReach(stage, Math.max(0, position - stage.arrivalsBefore));
    },
    ratePerSecondAt(elapsedMs) {
      const stage = placed.find((each) => elapsedMs < each.endMs);
      if (stage === undefined || elapsedMs < 0) return 0;
      return 1000 * (stage.fromRatePerMs + stage.slopePerMs * (elapsedMs - stage.startMs));
    },
  };
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
