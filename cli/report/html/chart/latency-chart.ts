import { formatMoment, formatMs } from '../../figures.ts';
import type { Markup } from '../markup.ts';
import type { ChartData } from './chart-data.ts';
import { chartFrame } from './frame.ts';
import { largestOf, line } from './marks.ts';

/** Answers the chart of response times: p50 and p95 of each load of users, and the median of probes. */
export function latencyChart(data: ChartData): readonly Markup[] {
  const { series } = data;
  const probes = series.filter(({ isProbe }) => isProbe);
  const users = series.filter(({ isProbe }) => !isProbe);
  return chartFrame(
    data,
    [
      {
        label: 'response time',
        height: 230,
        largest: Math.max(largestOf(users, ['p50Ms', 'p95Ms']), largestOf(probes, ['p50Ms'])),
        formatTick: (ms) => (ms === 0 ? '0' : formatTick(ms)),
        draw: (plot) => [
          ...probes.map((one) => line(data, one, plot, { field: 'p50Ms', stroke: 'dotted' })),
          ...users.map((one) => line(data, one, plot, { field: 'p50Ms', stroke: 'thin' })),
          ...users.map((one) => line(data, one, plot, { field: 'p95Ms', stroke: 'solid' })),
        ],
      },
    ],
    {
      label: `Response times p50 and p95 over time of ${users.map(({ name }) => name).join(' and ')}, with the fault steps as bands`,
      tip: (place) => latencyTip(data, place),
    },
  );
}

function latencyTip({ startedAtMs, bucketMs, series }: ChartData, place: number): string {
  const lines = series.flatMap(({ name, buckets }) => {
    const { p50Ms, p95Ms } = buckets[place] ?? {};
    return p50Ms === undefined ? [] : [`${name}: p50 ${formatMs(p50Ms)}, p95 ${formatMs(p95Ms)}`];
  });
  return [formatMoment(startedAtMs + place * bucketMs, startedAtMs), ...lines].join('\n');
}

/** Axis marks are round: `1.5 s`, not `1.50 s`. */
function formatTick(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}
