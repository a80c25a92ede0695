import type { TimeWindow } from '../plan/run-timeline.ts';
import type { RunRecord } from './run-record.ts';

/**
 * Answers when a run counted; nothing when it did from its start to its end. A warm-up is slow by nature, and must
 * not fill the list of the slowest.
 */
export function measuredWindow({ plan, timeline }: Pick<RunRecord, 'plan' | 'timeline'>): {
  readonly window?: TimeWindow;
} {
  // While one load counts, the run does.
  const warmUpMs = Math.min(...plan.loads.map((load) => load.warmUpMs ?? 0));
  if (warmUpMs === 0) return {};
  return { window: { fromMs: timeline.startedAtMs + warmUpMs, toMs: timeline.endedAtMs } };
}
