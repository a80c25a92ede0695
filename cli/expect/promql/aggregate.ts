import type { Aggregate, Aggregation, Grouping } from './expression.ts';
import { type Element, type Labels, labelKey, NAME, only, without } from './series.ts';

const OPERATIONS: Readonly<Record<Aggregate, (values: readonly number[]) => number>> = {
  sum: total,
  avg: (values) => total(values) / values.length,
  count: (values) => values.length,
  // As Prometheus: what is not a number gives way to any that is.
  max: (values) => values.reduce((best, value) => (value > best || Number.isNaN(best) ? value : best)),
  min: (values) => values.reduce((best, value) => (value < best || Number.isNaN(best) ? value : best)),
};

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Answers one element for each group of a vector. */
export function aggregate(
  { name, grouping }: Pick<Aggregation, 'name' | 'grouping'>,
  vector: readonly Element[],
): readonly Element[] {
  const groups = new Map<string, { readonly labels: Labels; readonly values: number[] }>();
  for (const { labels, value } of vector) {
    const own = labelsThatCount(labels, grouping);
    const key = labelKey(own);
    const group = groups.get(key) ?? { labels: own, values: [] };
    groups.set(key, group);
    group.values.push(value);
  }
  return [...groups.values()].map(({ labels, values }) => ({ labels, value: OPERATIONS[name](values) }));
}

/** Answers the labels by which elements belong together; the metric's name is none of them. */
export function labelsThatCount(labels: Labels, { mode, labels: names }: Grouping): Labels {
  return mode === 'only' ? only(labels, names) : without(labels, [...names, NAME]);
}
