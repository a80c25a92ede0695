import { formatMoment } from '../../figures.ts';
import type { Markup } from '../markup.ts';
import type { ChartData, Series } from './chart-data.ts';
import { chartFrame } from './frame.ts';
import { bars, errorsAt, largestOf, line } from './marks.ts';

/** Answers the chart of what was sent and what failed: users' loads only, because probes would dwarf them. */
export function loadChart(data: ChartData): readonly Markup[] {
  const users = data.series.filter(({ isProbe }) => !isProbe);
  const errors = Array.from({ length: data.bucketCount }, (_, place) => errorsAt(users, place));
  const label = `Load and errors per second over ${users.map(({ name }) => name).join(' and ')}, with the fault steps as bands`;
  return chartFrame(
    data,
    [
      {
        label: 'per second',
        height: 150,
        largest: largestOf(users, ['started', 'requests']),
        formatTick: String,
        draw: (plot) =>
          users.flatMap((series) => [
            line(data, series, plot, { field: 'requests', stroke: 'solid' }),
            line(data, series, plot, { field: 'started', stroke: 'dotted' }),
          ]),
      },
      {
        label: 'errors per second',
        height: 80,
        largest: Math.max(0, ...errors),
        formatTick: String,
        draw: (plot) => bars(data, plot, (place) => errors[place] ?? 0),
      },
    ],
    { label, tip: (place) => loadTip(data, users, place) },
  );
}

function loadTip(data: ChartData, users: readonly Series[], place: number): string {
  const at = formatMoment(data.startedAtMs + place * data.bucketMs, data.startedAtMs);
  const lines = users.flatMap(({ name, buckets }) => {
    const bucket = buckets[place];
    if (bucket === undefined) return [];
    const { started, requests, errors } = bucket;
    return [
      `${name}: ${perSecond(requests)} requests, ${perSecond(started)} started, ${perSecond(errors)} errors`,
    ];
  });
  return [at, ...lines].join('\n');
}

function perSecond(rate: number): string {
  return `${Number(rate.toFixed(1))}/s`;
}
