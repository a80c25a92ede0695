import { type Interval, quantile } from '../../core/statistics.ts';

export interface BootstrapOptions<Stretch> {
  /** The stretches of each run, in any order. */
  readonly before: readonly Stretch[];
  readonly after: readonly Stretch[];
  /** Answers the change of each figure between two resampled runs; `undefined` where one holds nothing. */
  changesOf(before: readonly Stretch[], after: readonly Stretch[]): readonly (number | undefined)[];
  readonly replicas: number;
  /** 0..1, two-sided. */
  readonly confidence: number;
  /** Answers a number in 0..1 for the n-th draw. */
  random(draw: number): number;
}

/**
 * Answers where the true change of each figure between two runs lies: percentile bootstrap over whole stretches,
 * drawn with replacement from each run by itself (B. Efron, 1979; in blocks, as H. Künsch, 1989).
 * @returns an interval a figure; `undefined` where fewer than half of the resamples held anything
 */
export function bootstrapIntervals<Stretch>(
  options: BootstrapOptions<Stretch>,
): readonly (Interval | undefined)[] {
  const { before, after, changesOf, replicas } = options;
  const drawsPerReplica = before.length + after.length;
  const replicated = Array.from({ length: replicas }, (_, replica) => {
    const firstDraw = replica * drawsPerReplica;
    return changesOf(
      resample(before, firstDraw, options),
      resample(after, firstDraw + before.length, options),
    );
  });
  const figures = replicated[0]?.length ?? 0;
  return Array.from({ length: figures }, (_, figure) =>
    intervalOf(
      replicated.map((changes) => changes[figure]).filter((change) => change !== undefined),
      options,
    ),
  );
}

function intervalOf(
  changes: readonly number[],
  { replicas, confidence }: { readonly replicas: number; readonly confidence: number },
): Interval | undefined {
  if (changes.length < replicas / 2) return undefined;
  const sorted = Float64Array.from(changes).sort();
  const tail = (1 - confidence) / 2;
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

function resample<Stretch>(
  stretches: readonly Stretch[],
  firstDraw: number,
  { random }: Pick<BootstrapOptions<Stretch>, 'random'>,
): readonly Stretch[] {
  // 0 ≤ random < 1, so that every place drawn holds a stretch.
  return stretches.map(
    (_, place) => stretches[Math.floor(random(firstDraw + place) * stretches.length)] as Stretch,
  );
}
