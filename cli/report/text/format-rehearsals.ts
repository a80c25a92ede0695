import { formatDuration } from '../../core/duration.ts';
import { formatCount } from '../../core/format-count.ts';
import type { Rehearsal } from '../../load/rehearsal.ts';
import { renderTable } from './table.ts';

const WIDEST = 100;

/**
 * Answers what loads will come to, for `--dry-run`: requests a second by endpoint, and what is in flight; nothing
 * for a plan without loads.
 */
export function formatRehearsals(rehearsals: readonly Rehearsal[]): string {
  return rehearsals.flatMap((one) => ['', ...rehearsalLines(one)]).join('\n');
}

function rehearsalLines(rehearsal: Rehearsal): readonly string[] {
  const { load, iterations, requestMs, endpoints, stuck } = rehearsal;
  const figure = (title: string) => ({ title, align: 'right' as const });
  const rows = endpoints.map(({ name, perIteration, peakPerSecond }) => [
    name,
    amount(perIteration),
    amount(peakPerSecond),
  ]);
  return [
    `EXPECTED of ${load}, from ${formatCount(iterations)} iterations rehearsed in memory, ${formatDuration(requestMs)} a request assumed`,
    ...renderTable(
      [{ title: 'request', isFlexible: true }, figure('an iteration'), figure('a second, at the highest')],
      [...rows, ['all', amount(rehearsal.requestsPerIteration), amount(rehearsal.peak.requestsPerSecond)]],
      { width: WIDEST },
    ),
    ...peakLines(rehearsal),
    ...stuck.map((complaint) => `  not rehearsed to its end, ${complaint}`),
  ];
}

function peakLines({ journeysPerIteration, iterationMs, peak }: Rehearsal): readonly string[] {
  const { iterationsPerSecond, iterationsInFlight, requestsInFlight, memoryMb } = peak;
  return [
    `  an iteration plays ${amount(journeysPerIteration)} journeys in ${formatDuration(Math.round(iterationMs))}, thinking included; at the highest ${amount(iterationsPerSecond)} start a second`,
    `  then about ${amount(iterationsInFlight)} iterations and ${amount(requestsInFlight)} requests are in flight (rate × duration); a slower target has more`,
    `  for this the load needs up to ${formatCount(mostSockets(requestsInFlight))} sockets and about ${formatCount(Math.round(memoryMb))} MB`,
  ];
}

/** Three standard deviations above the mean, were they to come at random. */
function mostSockets(requestsInFlight: number): number {
  return Math.max(1, Math.ceil(requestsInFlight + 3 * Math.sqrt(requestsInFlight)));
}

/** Two digits below ten, whole numbers from a hundred on. */
function amount(value: number): string {
  if (value >= 99.5) return formatCount(Math.round(value));
  return value.toFixed(value >= 9.95 ? 1 : 2);
}
