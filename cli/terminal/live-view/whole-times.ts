import { Histogram } from '../../load/measure/histogram.ts';
import type { Slice } from '../../load/measure/rolling-window.ts';

/** Times and errors of all slices so far: a rolling window that nothing leaves. */
export class WholeTimes {
  readonly durations = new Histogram();
  errors = 0;

  absorb({ errors, counts }: Slice): void {
    this.durations.add(counts);
    this.errors += errors;
  }

  turn(): void {
    // Every slice counts as soon as it is there.
  }
}
