import type { LoadMeter } from './load-control.ts';
import type { LoadRun } from './load-run.ts';
import type { ThreadWork } from './measure/generator-health.ts';
import type { Ledger } from './measure/ledger.ts';

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
