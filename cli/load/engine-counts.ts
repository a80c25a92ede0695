import type { Delivery } from './delivery.ts';
import type { ThreadWork } from './measure/generator-health.ts';
import type { LedgerCounts } from './measure/ledger.ts';
import type { PlanProgress } from './plan-progress.ts';
import type { RolledThreshold } from './summary.ts';

/** What an engine counted, in figures that add up across threads. */
export interface EngineCounts {
  readonly loads: readonly {
    readonly name: string;
    readonly delivery: Delivery;
    readonly ledger: LedgerCounts;
    readonly progress: PlanProgress;
    /** Of thresholds that are judged here. */
    readonly rolled: readonly RolledThreshold[];
  }[];
  readonly work: ThreadWork;
  readonly lostSpans: number;
}
