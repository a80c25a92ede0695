import { formatDuration } from '../../core/duration.ts';
import type { RunTimeline, TimeWindow } from '../../plan/run-timeline.ts';
import type { Queries } from '../../telemetry/queries.ts';
import { worstOutcome } from '../finding.ts';
import type { AlertEpisode, ExpectationResult, Outcome, Verdict } from '../verdict.ts';
import { counted } from '../wording.ts';
import { type RecordedSeries, recordedSeries } from './recorded-series.ts';
import { replayAlert } from './replay-alert.ts';
import type { AlertRule } from './rule-file.ts';

/** What alerts are judged on. */
export interface AlertRequest {
  readonly rules: readonly AlertRule[];
  readonly queries: Queries;
  /** Of the run; absent when telemetry is judged without it. */
  readonly timeline?: RunTimeline;
}

/** How many times that an alert was active are told in a line. */
const TOLD = 3;

/**
 * Answers when each alert would have been pending, firing and over by the clock of the record. One that fires before
 * the run's fault, or in a run without one, is a false alarm and fails; those of severity `info` never decide.
 * A record without metrics is inconclusive.
 */
export async function judgeAlerts({ rules, queries, timeline }: AlertRequest): Promise<Verdict> {
  const recorded = await recordedSeries(queries, rules, timeline);
  const results = rules.map((rule) => judgeRule(rule, recorded, timeline));
  const deciding = results.filter(({ severity }) => severity === 'error');
  const outcome = deciding.length === 0 ? 'inconclusive' : worstOutcome(deciding.map((one) => one.outcome));
  return { outcome, results };
}

function judgeRule(
  rule: AlertRule,
  recorded: RecordedSeries,
  timeline: RunTimeline | undefined,
): ExpectationResult {
  const fault = timeline?.phases.find(({ name }) => name === 'fault');
  const base = {
    id: rule.name,
    severity: rule.labels['severity'] === 'info' ? 'information' : 'error',
    file: rule.file,
    line: rule.line,
    expected: fault === undefined ? 'not firing: nothing is broken' : 'not firing before the fault',
    traceIds: [],
  } as const;
  if (recorded.series.size === 0) {
    const hint = 'Services send them every two seconds: play for longer, or look why none came.';
    const title = titleOf(rule, {});
    return {
      ...base,
      title,
      outcome: 'inconclusive',
      observed: 'the record holds no metrics',
      sampleSize: 0,
      hint,
    };
  }
  const { episodes, evaluations } = replayAlert(rule, recorded.series, recorded.window);
  const outcome = outcomeOf(episodes, fault);
  const { fromMs: startMs, toMs } = recorded.window;
  const fired = episodes.find(({ firingAtMs }) => firingAtMs !== undefined);
  const tooShort =
    toMs - startMs > rule.forMs ? '' : `; it takes ${formatDuration(rule.forMs)}, longer than the record`;
  return {
    ...base,
    title: titleOf(rule, fired?.labels ?? {}),
    outcome,
    observed: `${episodesText(episodes, { startMs, ruleLabels: rule.labels })}${tooShort}`,
    sampleSize: evaluations,
    ...(outcome === 'pass' ? {} : { hint: hintOf(rule) }),
    episodes,
  };
}

/** Annotations are templates of Go; only labels are put in here. */
function titleOf({ name, annotations }: AlertRule, labels: AlertEpisode['labels']): string {
  const summary = annotations['summary'] ?? `${name} fires`;
  return summary.replaceAll(/\{\{\s*\$labels\.(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? label);
}

function hintOf({ annotations }: AlertRule): string {
  const runbook = annotations['runbook'] ?? annotations['runbook_url'];
  return runbook === undefined ? 'Nothing was broken on purpose yet.' : `What to do: ${runbook}.`;
}

function outcomeOf(episodes: readonly AlertEpisode[], fault: TimeWindow | undefined): Outcome {
  const isFalse = ({ firingAtMs }: AlertEpisode) =>
    firingAtMs !== undefined && firingAtMs < (fault?.fromMs ?? Infinity);
  return episodes.some(isFalse) ? 'fail' : 'pass';
}

/** Answers in words when an alert was active, those that fired first, in time since the start of the record. */
export function episodesText(
  episodes: readonly AlertEpisode[],
  { startMs, ruleLabels }: { readonly startMs: number; readonly ruleLabels: AlertEpisode['labels'] },
): string {
  const fired = episodes.filter(({ firingAtMs }) => firingAtMs !== undefined);
  const pendings = episodes.length - fired.length;
  const clock = (atMs: number) => (atMs === startMs ? '0s' : formatDuration(atMs - startMs));
  const told = fired.slice(0, TOLD).map(({ labels, pendingAtMs, firingAtMs = pendingAtMs, endedAtMs }) => {
    const own = Object.entries(labels).filter(([name, value]) => ruleLabels[name] !== value);
    const whose = own.map(([name, value]) => `${name}=${value} `).join('');
    const end = endedAtMs === undefined ? 'still at the end' : `resolved at ${clock(endedAtMs)}`;
    return `${whose}pending at ${clock(pendingAtMs)}, firing at ${clock(firingAtMs)}, ${end}`;
  });
  const rest = fired.length - told.length;
  return [
    ...(fired.length === 0 ? ['never firing'] : told),
    ...(rest > 0 ? [`${rest} more`] : []),
    ...(pendings > 0 ? [`${counted(pendings, 'time')} pending only`] : []),
  ].join('; ');
}
