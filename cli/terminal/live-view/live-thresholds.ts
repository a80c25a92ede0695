import { observe } from '../../load/judge-thresholds.ts';
import type { LoadLook } from '../../load/load-look.ts';
import { latencyOf } from '../../load/measure/latency.ts';
import { RollingWindow, type Slice } from '../../load/measure/rolling-window.ts';
import { formatFigure, holds } from '../../load/threshold-bound.ts';
import { type Threshold, WINDOW_STEP_MS } from '../../plan/threshold.ts';
import type { ThresholdView } from './view-state.ts';
import { WholeTimes } from './whole-times.ts';

/** A threshold, and what its figure is made of: the last windowful, or all. */
class WatchedFigure {
  readonly threshold: Threshold;
  readonly #times: RollingWindow | WholeTimes;

  constructor(threshold: Threshold) {
    this.threshold = threshold;
    const { window } = threshold;
    this.#times =
      window === undefined ? new WholeTimes() : new RollingWindow(window.lengthMs / WINDOW_STEP_MS);
  }

  absorb(slice: Slice): void {
    this.#times.absorb(slice);
  }

  turn(): void {
    this.#times.turn();
  }

  view(isBroken: boolean): ThresholdView {
    const { expression, window } = this.threshold;
    const { durations, errors } = this.#times;
    const latency = latencyOf(durations);
    const { value, samples, caveat } = observe(this.threshold, {
      ...{ response: latency, service: latency, count: durations.count, errors },
    });
    const few = window !== undefined && samples < window.minSamples ? window.minSamples : undefined;
    if (value === undefined || few !== undefined) {
      const observed = samples === 0 ? 'no samples yet' : (caveat ?? `${samples} samples, needs ${few ?? 1}`);
      return { expression, state: isBroken ? 'broken' : 'too-few', observed };
    }
    const figure = formatFigure(this.threshold, value);
    const isGood = holds(this.threshold, value);
    const usedRatio = usedOf(this.threshold, value);
    return {
      expression,
      state: isBroken ? 'broken' : isGood ? 'good' : 'bad',
      observed: caveat === undefined ? figure : `at most ${figure}`,
      ...(usedRatio === undefined ? {} : { usedRatio }),
    };
  }
}

/** The thresholds of a load with their figures now. What is broken for good is told by who judges the load. */
export class LiveThresholds {
  readonly #figures: readonly WatchedFigure[];
  readonly #broken = new Set<string>();

  constructor(thresholds: readonly Threshold[]) {
    this.#figures = thresholds.map((threshold) => new WatchedFigure(threshold));
  }

  add({ measured }: Pick<LoadLook, 'measured'>): void {
    for (const figure of this.#figures) {
      const { subject, metric } = figure.threshold;
      for (const { of, name, response, service } of measured) {
        const isMeant = name === subject && (of === 'check') === (metric === 'failed');
        const slice = metric === 'service' ? service : response;
        if (isMeant && slice !== undefined) figure.absorb(slice);
      }
    }
  }

  turn(): void {
    for (const figure of this.#figures) figure.turn();
  }

  break(expression: string): void {
    this.#broken.add(expression);
  }

  views(): readonly ThresholdView[] {
    return this.#figures.map((figure) => figure.view(this.#broken.has(figure.threshold.expression)));
  }
}

function usedOf({ comparator, bound }: Threshold, value: number): number | undefined {
  const [part, whole] = comparator.startsWith('<') ? [value, bound] : [bound, value];
  if (whole > 0) return part / whole;
  return part > 0 ? undefined : 0;
}
