import type { AutoscalerStatus } from './platform.ts';

/** Titles of the columns of {@link autoscalerRows}. */
export const AUTOSCALER_COLUMNS = [
  { title: 'autoscaler' },
  { title: 'pods' },
  { title: 'measures', isFlexible: true, dropOrder: 1 },
] as const;

/** Answers how autoscalers stand, a row each. */
export function autoscalerRows(autoscalers: readonly AutoscalerStatus[]): readonly (readonly string[])[] {
  return autoscalers.map(({ name, replicas, min, max, metrics }) => [
    name,
    `${replicas} of ${min} to ${max}`,
    metrics.join(', '),
  ]);
}

/** Answers a sentence for each that does not scale, or no further. */
export function autoscalerTroubles(autoscalers: readonly AutoscalerStatus[]): readonly string[] {
  return autoscalers.flatMap(({ name, trouble }) =>
    trouble === undefined ? [] : [`the autoscaler of ${name} ${trouble}`],
  );
}
