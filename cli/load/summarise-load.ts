import type { LoadPlan } from '../plan/run-plan.ts';
import type { Ledger } from './measure/ledger.ts';
import type { Delivered, LoadSummary, RolledThreshold } from './summary.ts';

/** How a load was delivered and answered, and how its thresholds with windows came out. */
export interface PlayedLoad {
  readonly delivered: Delivered;
  readonly ledger: Ledger;
  readonly rolled: readonly RolledThreshold[];
}

/** Answers one load's part of a summary. */
export function summariseLoad(load: LoadPlan, { delivered, ledger, rolled }: PlayedLoad): LoadSummary {
  const checks = ledger.checks.summary();
  const counters = ledger.counters.summary();
  return {
    name: load.name,
    probe: load.probe,
    model: load.userStages === undefined ? 'open' : 'closed',
    delivered,
    journeys: ledger.journeySummaries(),
    total: ledger.totalSummary(),
    endpoints: ledger.endpointSummaries(),
    latencies: ledger.latencySeries(),
    ...(rolled.length === 0 ? {} : { rolled }),
    ...(checks.length === 0 ? {} : { checks }),
    ...(counters.length === 0 ? {} : { counters }),
  };
}
