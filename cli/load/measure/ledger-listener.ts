import type { Slo } from '../../plan/run-plan.ts';
import type { Threshold } from '../../plan/threshold.ts';
import type { Point } from '../point.ts';
import type { LoadWindow } from '../summary.ts';
import type { BrokenThreshold, ToldSlices } from '../threshold-watch.ts';
import type { HistogramCounts } from './histogram.ts';

/** Who hears what a ledger is told. */
export interface LedgerListener {
  /** A second is over; with the response times of what ended in it. */
  onWindow(window: LoadWindow, response: HistogramCounts): void;
  /** A request ended, or a check did not hold. */
  onPoint?(point: Point): void;
  /** What is judged while the load plays; nothing when left out. */
  readonly thresholds?: readonly Threshold[];
  /** What is counted while the load plays; nothing when left out. */
  readonly slos?: readonly Slo[];
  /** When it goes on with a load that was played in part before, epoch milliseconds: seconds and windows begin here. */
  readonly resumedAtMs?: number;
  /** A threshold cannot be met any more. */
  onBroken?(broken: BrokenThreshold): void;
  /** Set where several threads play the load; then thresholds with windows are not judged but told. */
  onSlices?(load: string, told: ToldSlices): void;
  /** Whether `Ledger.takeLive` is going to be asked. */
  readonly isLookedAt?: boolean;
}
