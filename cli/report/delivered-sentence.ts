import { formatDuration } from '../core/duration.ts';
import { formatCount } from '../core/format-count.ts';
import { formatRate } from '../core/rate.ts';
import type { Delivered, LoadSummary } from '../load/summary.ts';
import { formatMs } from './figures.ts';

/** Answers whether a load was what the plan asked for: the first thing to read, since all figures rest on it. */
export function deliveredSentence({ model, delivered }: LoadSummary): string {
  const parts = model === 'closed' ? closedParts(delivered) : openParts(delivered);
  return [...parts, ...pausedPart(delivered), ...warmUpPart(delivered)].join(', ');
}

function openParts(delivered: Delivered): readonly string[] {
  const { started, planned, dropped, waited = 0, startedRatePerSecond, startLag } = delivered;
  return [
    `delivered ${formatCount(started)} of ${formatCount(planned)} iterations (${rateText(startedRatePerSecond)})`,
    `${formatCount(dropped)} dropped`,
    ...(waited > 0 ? [`${formatCount(waited)} waited for their turn`] : []),
    ...interruptedPart(delivered),
    ...(startLag === undefined
      ? []
      : [
          startLag.p99 === undefined
            ? `start lag max ${formatMs(startLag.max)}`
            : `start lag p99 ${formatMs(startLag.p99)}`,
        ]),
  ];
}

/** Virtual users have no schedule, so there is nothing to be short of, and no lag. */
function closedParts(delivered: Delivered): readonly string[] {
  const { started, users = 0, startedRatePerSecond } = delivered;
  const who = users === 1 ? '1 virtual user' : `${formatCount(users)} virtual users`;
  return [
    `${who} played ${formatCount(started)} iterations (${rateText(startedRatePerSecond)})`,
    ...interruptedPart(delivered),
  ];
}

function interruptedPart({ interrupted }: Delivered): readonly string[] {
  return interrupted > 0 ? [`${formatCount(interrupted)} interrupted`] : [];
}

function pausedPart({ pausedMs }: Delivered): readonly string[] {
  return pausedMs === undefined ? [] : [`paused for ${formatDuration(pausedMs)}`];
}

function warmUpPart({ warmUp }: Delivered): readonly string[] {
  if (warmUp === undefined) return [];
  const { durationMs, started } = warmUp;
  return [`after a warm-up of ${formatDuration(durationMs)} with ${formatCount(started)} iterations`];
}

function rateText(ratePerSecond: number): string {
  return ratePerSecond > 0 ? formatRate(ratePerSecond) : '0/m';
}
