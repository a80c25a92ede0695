import { html, type Markup } from '../markup.ts';
import type { Bucket, ChartData, Series } from './chart-data.ts';
import { type Plot, rounded } from './frame.ts';

/** Which figure of a bucket is drawn. */
export type Field = 'started' | 'requests' | 'errors' | 'p50Ms' | 'p95Ms';

interface LineStyle {
  readonly field: Field;
  /** Further CSS classes: how the line is drawn. */
  readonly stroke: string;
}

/** Answers a load's figure over time as a line that breaks where there is none; a lone point is a dot. */
export function line(data: ChartData, series: Series, plot: Plot, { field, stroke }: LineStyle): Markup {
  const middle = (place: number) => plot.x(data.startedAtMs + (place + 0.5) * data.bucketMs);
  const path = series.buckets.map((bucket, place) => {
    const value = bucket?.[field];
    if (value === undefined) return '';
    const isFirst = series.buckets[place - 1]?.[field] === undefined;
    const point = `${isFirst ? 'M' : 'L'}${middle(place)} ${plot.y(value)}`;
    const isAlone = isFirst && series.buckets[place + 1]?.[field] === undefined;
    return isAlone ? `${point}h0` : point;
  });
  return html`<path class="line ${series.colour} ${stroke}" d="${path.join('')}"/>`;
}

/** Answers a bar for every stretch of time with a value above zero. */
export function bars(data: ChartData, plot: Plot, heightAt: (place: number) => number): readonly Markup[] {
  return Array.from({ length: data.bucketCount }, (_, place) => {
    const value = heightAt(place);
    if (value <= 0) return html``;
    const fromMs = data.startedAtMs + place * data.bucketMs;
    const from = plot.x(fromMs);
    const width = Math.max(1, plot.x(fromMs + data.bucketMs) - from - 1);
    const top = plot.y(value);
    return html`<rect class="bar" x="${from}" y="${top}" width="${rounded(width)}" height="${rounded(plot.bottom - top)}"/>`;
  });
}

/** Answers the largest of some figures over all loads and times; 0 when there are none. */
export function largestOf(series: readonly Series[], fields: readonly Field[]): number {
  const values = series.flatMap(({ buckets }) =>
    buckets.flatMap((bucket) => fields.map((field) => bucket?.[field] ?? 0)),
  );
  return values.reduce((largest, value) => Math.max(largest, value), 0);
}

/** Answers the errors of users in one stretch of time, per second; probes stand apart. */
export function errorsAt(series: readonly Series[], place: number): number {
  return series
    .filter(({ isProbe }) => !isProbe)
    .map(({ buckets }): Bucket | undefined => buckets[place])
    .reduce((sum, bucket) => sum + (bucket?.errors ?? 0), 0);
}
