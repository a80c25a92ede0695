import { UsageError } from '../../core/errors.ts';
import type { TimeWindow } from '../../plan/run-timeline.ts';
import { evaluate, vectorOf } from '../promql/evaluate.ts';
import { PromqlError } from '../promql/promql-error.ts';
import { type Labels, labelKey, NAME, type SeriesByName, without } from '../promql/series.ts';
import type { AlertEpisode } from '../verdict.ts';
import type { AlertRule } from './rule-file.ts';

/** What an alert would have done while a record was made. */
export interface AlertHistory {
  /** How often it was looked at. */
  readonly evaluations: number;
  /** In the order in which they began. */
  readonly episodes: readonly AlertEpisode[];
}

/**
 * Answers when an alert was pending, firing and over, looked at every interval of its group from the beginning of the
 * window on. As Prometheus does (`AlertingRule.Eval` in rules/alerting.go;
 * prometheus.io/docs/prometheus/latest/configuration/alerting_rules): each element that the expression yields is an
 * alert of its own; it fires once it has been there for as long as `for` says, at once without; one that is away at a
 * single look begins anew, or goes on firing for `keep_firing_for`.
 * @throws UsageError when the expression cannot be evaluated on these series
 */
export function replayAlert(
  rule: AlertRule,
  series: SeriesByName,
  { fromMs, toMs }: TimeWindow,
): AlertHistory {
  const active = new Map<string, Active>();
  const over: Active[] = [];
  let evaluations = 0;
  for (let atMs = fromMs; atMs <= toMs; atMs += rule.everyMs) {
    evaluations += 1;
    const held = heldAt(rule, series, atMs);
    for (const [key, one] of active) {
      if (held.has(key) || isKept(one, rule, atMs)) continue;
      one.endedAtMs = atMs;
      over.push(one);
      active.delete(key);
    }
    for (const [key, labels] of held) {
      const one = active.get(key) ?? { labels, pendingAtMs: atMs };
      active.set(key, one);
      delete one.gapSinceMs;
      if (atMs - one.pendingAtMs >= rule.forMs) one.firingAtMs ??= atMs;
    }
  }
  const episodes = [...over, ...active.values()].map(({ gapSinceMs: _, ...episode }) => episode);
  return { evaluations, episodes: episodes.sort((one, other) => one.pendingAtMs - other.pendingAtMs) };
}

type Active = { -readonly [Key in keyof AlertEpisode]: AlertEpisode[Key] } & {
  /** Since when a firing alert does not hold any more and only is kept. */
  gapSinceMs?: number;
};

function isKept(one: Active, { keepFiringForMs }: AlertRule, atMs: number): boolean {
  if (one.firingAtMs === undefined || keepFiringForMs === 0) return false;
  one.gapSinceMs ??= atMs;
  return atMs - one.gapSinceMs < keepFiringForMs;
}

/** Answers the labels of all alerts that hold at an instant; those of the rule are stronger. */
function heldAt(rule: AlertRule, series: SeriesByName, atMs: number): ReadonlyMap<string, Labels> {
  const held = new Map<string, Labels>();
  for (const element of vectorOf(valueAt(rule, series, atMs))) {
    const labels = { ...without(element.labels, [NAME]), ...rule.labels };
    held.set(labelKey(labels), labels);
  }
  return held;
}

function valueAt({ file, line, name, expression }: AlertRule, series: SeriesByName, atMs: number) {
  try {
    return evaluate(expression, series, atMs);
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new UsageError(`${file}:${line}: ${name}: ${error.message}`, hint);
  }
}
