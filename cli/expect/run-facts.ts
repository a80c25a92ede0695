import type { FlagName } from '../../target-shop/contract/flags.ts';
import type { FlavourName } from '../../target-shop/contract/flavours.ts';
import type { ShopSize } from '../../target-shop/service-table.ts';
import type { RunTimeline } from '../plan/run-timeline.ts';
import type { RunRecord } from '../run/run-record.ts';

/** What the run knows of itself, against which its telemetry is held. */
export interface RunFacts {
  readonly timeline: RunTimeline;
  /** Of the shop; absent for something that is none. */
  readonly size?: ShopSize;
  /** Of the shop, where it has one. */
  readonly flavour?: FlavourName;
  /** Requests the load sent and saw the end of: the ledger. */
  readonly requestsSent: number;
  /** Flags pushed past the flag file while the fault's clock ran. */
  readonly flagsSet: readonly FlagName[];
  /** Epoch milliseconds at which no instance held an override any more; absent when that was not proven. */
  readonly undoneAtMs?: number;
}

/** Answers the facts of a run from its record, also while its verdict is still missing. */
export function factsOfRun(
  record: Pick<RunRecord, 'timeline' | 'plan' | 'shop' | 'load' | 'chaos'>,
): RunFacts {
  const { timeline, plan, shop, load, chaos } = record;
  const undoneAtMs = instantOfUndo(timeline, chaos);
  return {
    timeline,
    ...(shop === undefined ? {} : { size: shop.size, ...(shop.flavour && { flavour: shop.flavour }) }),
    requestsSent: load.loads.reduce((sum, { total }) => sum + total.requests, 0),
    flagsSet: flagsSetBy(timeline, plan),
    ...(undoneAtMs === undefined ? {} : { undoneAtMs }),
  };
}

function instantOfUndo(timeline: RunTimeline, chaos: RunRecord['chaos']): number | undefined {
  const fault = timeline.phases.find(({ name }) => name === 'fault');
  if (fault === undefined || chaos?.undo.outcome !== 'undone') return undefined;
  return fault.toMs + (chaos.undo.tookMs ?? 0);
}

/** Nothing is set in a run whose fault never began. */
function flagsSetBy({ faultSteps }: RunTimeline, { experiment }: RunRecord['plan']): readonly FlagName[] {
  if (faultSteps.length === 0) return [];
  const ofFaults = new Set(faultSteps.map(({ flag }) => flag));
  return [...ofFaults, ...(experiment?.flags ?? []).map(({ flag }) => flag)];
}
