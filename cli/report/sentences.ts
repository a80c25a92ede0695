import { formatDuration } from '../core/duration.ts';
import { formatCount } from '../core/format-count.ts';
import type { EngineName } from '../load/summary.ts';
import type { Threshold } from '../plan/threshold.ts';
import type { ChaosRecord, FaultStepResult, UndoResult } from '../run/run-record.ts';
import { formatAddedMs, formatMs, formatPercent } from './figures.ts';

/** Answers whether the shop was steady before anything was injected. */
export function steadySentence({
  isSteady,
  requests,
  errorRatio,
  p95Ms,
  reasons,
}: ChaosRecord['steadyState']): string {
  const seen = `${formatPercent(errorRatio)} of ${formatCount(requests)} requests failed, p95 ${formatMs(p95Ms)}`;
  return isSteady ? `steady before: ${seen}` : `not steady before: ${reasons.join('; ') || seen}`;
}

/** Answers whether every trace of the fault is gone from the shop. */
export function undoSentence({ outcome, tookMs, left }: UndoResult): string {
  if (outcome === 'nothing-injected') return 'nothing was injected';
  if (outcome === 'undone')
    return `undone and proven${tookMs === undefined ? '' : ` in ${formatMs(tookMs)}`}`;
  const overrides = left.map(
    ({ instance, leases }) => `${instance} (${leases.map(({ id }) => id).join(', ')})`,
  );
  return `rollback incomplete, still in force on ${overrides.join(', ') || 'unknown instances'}: run \`shopctl chaos recover\``;
}

/** Answers whether the shop came back, and after what time. */
export function recoverySentence({ outcome, tookMs, reason }: ChaosRecord['recovery']): string {
  const because = reason === '' ? '' : `: ${reason}`;
  if (outcome === 'recovered') {
    return `recovered${tookMs === undefined ? '' : ` in ${formatMs(tookMs)}`}${because}`;
  }
  return `${outcome === 'not-recovered' ? 'not recovered' : 'recovery not checked'}${because}`;
}

/** Answers what an engine that is not ours calls itself: `k6 2.2.0 with github.com/grafana/xk6-sql v1.0.0`. */
export function engineName({ name, version, extensions }: EngineName): string {
  return `${name} ${version}${extensions.length === 0 ? '' : ` with ${extensions.join(', ')}`}`;
}

/** Answers a load's name, and that it is a probe where the name does not say so. */
export function loadTitle({ name, isProbe }: { readonly name: string; readonly isProbe: boolean }): string {
  return isProbe && name !== 'probe' ? `${name} (probe)` : name;
}

/** Answers a fault step as charts and tables name it: `+100 ms, 2 %`. */
export function stepSentence({ failureRatio, addedDelayMs }: FaultStepResult['planned']): string {
  return `${formatAddedMs(addedDelayMs)}, ${formatPercent(failureRatio)}`;
}

/** Answers a threshold as it was written, and what its windows need before they are judged. */
export function thresholdSentence({ expression, window }: Threshold): string {
  if (window === undefined) return expression;
  const { lengthMs, minSamples } = window;
  return `${expression}  (every full ${formatDuration(lengthMs)} with ${formatCount(minSamples)} samples or more)`;
}

/** Answers how fast demo time passed; nothing for real time. */
export function speedSentence(speed: number): string {
  return speed === 1 ? 'real time' : `${speed}× (a demo minute lasts ${formatDuration(60_000 / speed)})`;
}
