import { formatDuration } from '../../core/duration.ts';
import { ExitCode } from '../../core/errors.ts';
import { interrupted, summariseParts } from '../../load/joined-parts.ts';
import { judgeThresholds } from '../../load/judge-thresholds.ts';
import { concludeRun } from '../conclude.ts';
import type { RunRecord } from '../run-record.ts';
import type { SavedLoad } from './checkpoint.ts';
import { isResumable } from './resumable-plan.ts';

/** Answers the record of a run that was cut off: what it had counted, and when its figures end. */
export function recordOfCheckpoint({ checkpoint, windows }: SavedLoad): RunRecord {
  const { id, command, shopctlVersion, machine, shop, plan, timeline, events, parts } = checkpoint;
  const load = summariseParts(parts.map(interrupted), { ...plan, windows });
  const sums = {
    ...({ schema: 'shopctl.run/v1', id, command, status: 'interrupted', shopctlVersion, machine } as const),
    ...(shop === undefined ? {} : { shop }),
    ...{ plan, timeline, load },
    ...(events.length === 0 ? {} : { events }),
    thresholds: judgeThresholds(plan.thresholds, load, timeline.startedAtMs),
    slowestTraces: [],
  };
  const stop = { exitCode: ExitCode.interrupted, reason: cutOffReason(checkpoint) };
  return { ...sums, ...concludeRun(sums, { stop }) };
}

function cutOffReason({ id, plan, timeline: { startedAtMs, endedAtMs } }: SavedLoad['checkpoint']): string {
  const at = `${new Date(endedAtMs).toISOString().slice(0, 19)}Z`;
  const after = formatDuration(Math.round((endedAtMs - startedAtMs) / 1000) * 1000);
  const how = isResumable(plan) ? `; shopctl load --resume ${id} goes on with it` : '';
  return `cut off at ${at}, ${after} after its start, by the end of its process or machine: figures end there${how}`;
}
