import { formatDuration } from '../../core/duration.ts';
import { formatCount } from '../../core/format-count.ts';
import { formatRate } from '../../core/rate.ts';
import type { LoadStatus } from '../../run/control/load-status.ts';

/** Answers where the loads of a run stand: a line for each. */
export function formatLoadStatus({ run, state, loads }: LoadStatus): string {
  return [`${run} (${state})`, ...loads.map(loadLine)].join('\n');
}

function loadLine({
  name,
  elapsedMs,
  durationMs,
  ratePerSecond,
  users,
  ...counts
}: LoadStatus['loads'][number]): string {
  return [
    `  ${name}: ${formatDuration(elapsedMs)} of ${formatDuration(durationMs)}`,
    users === undefined
      ? `${rateText(ratePerSecond)} planned`
      : `${formatCount(users)} virtual users planned`,
    `${formatCount(counts.started)} iterations started`,
    ...(counts.dropped > 0 ? [`${formatCount(counts.dropped)} dropped`] : []),
    `${formatCount(counts.inFlight)} in flight`,
  ].join(', ');
}

function rateText(ratePerSecond = 0): string {
  return ratePerSecond > 0 ? formatRate(ratePerSecond) : '0/m';
}
