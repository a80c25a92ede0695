import { UsageError } from '../../core/errors.ts';
import type { LoadPlan } from '../../plan/run-plan.ts';
import { arrivalsOf } from '../arrivals.ts';
import type { Feed } from './feeds.ts';

/**
 * Refuses a load that starts more iterations than there are rows of `unique` data, where that can be said beforehand:
 * how many a closed load starts, the target decides.
 * @throws UsageError naming the data, its rows and the iterations
 */
export function checkEnoughRows(feeds: readonly Feed[], loads: readonly LoadPlan[]): void {
  const iterations = Math.max(0, ...loads.map(({ stages }) => arrivalsOf(stages).count));
  const short = feeds.find(({ mode, rows }) => mode === 'unique' && rows.length < iterations);
  if (short === undefined) return;
  const { name, file, rows } = short;
  throw new UsageError(
    `--data ${name}=unique:${file} has ${rows.length} rows for ${iterations} iterations, each of which has a row of its own`,
    { hint: `Play fewer iterations, add rows, or begin anew after the last: --data ${name}=${file}.` },
  );
}
