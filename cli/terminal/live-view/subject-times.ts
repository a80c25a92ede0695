import type { LoadLook } from '../../load/load-look.ts';
import { latencyOf } from '../../load/measure/latency.ts';
import type { LiveSlices } from '../../load/measure/live-times.ts';
import { RollingWindow } from '../../load/measure/rolling-window.ts';
import { WINDOW_STEP_MS } from '../../plan/threshold.ts';
import type { SubjectView } from './view-state.ts';
import { WholeTimes } from './whole-times.ts';

/** How much of the time counts as the last seconds. */
export const RECENT_MS = 10_000;

/** Response times of one subject: of all the load, and of its last seconds. */
class SubjectTimes {
  readonly of: LiveSlices['of'];
  readonly name: string;
  readonly recent = new RollingWindow(RECENT_MS / WINDOW_STEP_MS);
  readonly #whole = new WholeTimes();

  constructor({ of, name }: Pick<LiveSlices, 'of' | 'name'>) {
    this.of = of;
    this.name = name;
  }

  add({ response }: LiveSlices, isWarmUp: boolean): void {
    this.recent.absorb(response);
    if (!isWarmUp) this.#whole.absorb(response);
  }

  view(): SubjectView {
    return {
      name: this.name,
      recent: latencyOf(this.recent.durations),
      whole: latencyOf(this.#whole.durations),
      errors: this.#whole.errors,
    };
  }
}

/** Response times of all subjects of a load, as it is looked at again and again. */
export class AllTimes {
  readonly #all = new SubjectTimes({ of: 'all', name: 'all' });
  readonly #journeys: ReadonlyMap<string, SubjectTimes>;
  readonly #endpoints = new Map<string, SubjectTimes>();

  /** @param journeys of the mix, in the order they are shown */
  constructor(journeys: readonly string[]) {
    this.#journeys = new Map(
      journeys.map((name) => [name, new SubjectTimes({ of: 'journey', name })] as const),
    );
  }

  add({ measured, warmUp }: Pick<LoadLook, 'measured' | 'warmUp'>): void {
    for (const slices of measured) this.#of(slices)?.add(slices, false);
    for (const slices of warmUp) this.#of(slices)?.add(slices, true);
  }

  /** Lets the last seconds move on by a step of a quarter of one. */
  turn(): void {
    for (const times of [this.#all, ...this.#journeys.values(), ...this.#endpoints.values()]) {
      times.recent.turn();
    }
  }

  all(): SubjectView {
    return this.#all.view();
  }

  /** As they were handed in. */
  journeys(): readonly SubjectView[] {
    return Array.from(this.#journeys.values(), (times) => times.view());
  }

  /** Slowest of the last seconds first. */
  endpoints(): readonly SubjectView[] {
    return Array.from(this.#endpoints.values(), (times) => times.view()).sort(
      (a, b) => slowness(b) - slowness(a) || a.name.localeCompare(b.name),
    );
  }

  #of({ of, name }: LiveSlices): SubjectTimes | undefined {
    if (of === 'all') return this.#all;
    if (of === 'journey') return this.#journeys.get(name);
    if (of === 'check') return undefined;
    const times = this.#endpoints.get(name) ?? new SubjectTimes({ of, name });
    this.#endpoints.set(name, times);
    return times;
  }
}

/** The highest figure that the samples allow; -1 for what was not asked for lately. */
function slowness({ recent }: SubjectView): number {
  return recent.p95 ?? recent.max ?? -1;
}
