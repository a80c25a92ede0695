import type { SloCount } from './capacity/slo-outcome.ts';
import type { LoadMeter } from './load-control.ts';
import type { LoadRun } from './load-run.ts';
import type { ThreadWork } from './measure/generator-health.ts';
import type { Ledger } from './measure/ledger.ts';

/** Answers what several threads have done of a load. @param meters not empty */
export function joinedMeters(meters: readonly LoadMeter[]): LoadMeter {
  return meters.reduce((left, right) => ({
    atMs: Math.max(left.atMs, right.atMs),
    started: left.started + right.started,
    waited: left.waited + right.waited,
    lagMs: left.lagMs + right.lagMs,
    busyMs: Math.max(left.busyMs, right.busyMs),
    slos: left.slos.map((slo, place) => bothCounts(slo, right.slos[place])),
  }));
}

function bothCounts(left: SloCount, right: SloCount = { samples: 0, misses: 0 }): SloCount {
  return { samples: left.samples + right.samples, misses: left.misses + right.misses };
}

/** Answers what a load has done by an instant, in epoch milliseconds. @param work of the thread that plays it */
export function meterOf(
  { run, ledger }: { readonly run: LoadRun; readonly ledger: Ledger },
  atMs: number,
  work: ThreadWork | undefined,
): LoadMeter {
  const { started, waited = 0, startLag } = run.delivered();
  return {
    ...{ atMs, started, waited },
    lagMs: (startLag?.count ?? 0) * (startLag?.mean ?? 0),
    busyMs: work?.busyMs ?? 0,
    slos: ledger.watch?.sloCounts() ?? [],
  };
}
