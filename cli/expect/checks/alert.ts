import path from 'node:path';
import { z } from 'zod';
import { didYouMean } from '../../core/closest-name.ts';
import { formatDuration } from '../../core/duration.ts';
import { UsageError } from '../../core/errors.ts';
import { packageRoot } from '../../core/package-root.ts';
import { writtenDurationMs } from '../../core/written-values.ts';
import { type AlertDemands, demandsText, judgeEpisodes } from '../alerts/judge-episodes.ts';
import { recordedSeries } from '../alerts/recorded-series.ts';
import { replayAlert } from '../alerts/replay-alert.ts';
import { type AlertRule, readAlertRules } from '../alerts/rule-file.ts';
import { type Finding, type Judge, needsRun, type Scene } from '../finding.ts';
import type { AlertEpisode } from '../verdict.ts';
import { counted } from '../wording.ts';

/** The rules that go with the shop. */
const SHOP_RULES = path.join(packageRoot(), 'manifests/alerts.yaml');

const bound = (what: string) => writtenDurationMs.optional().describe(what);

/** `alert`: an alert tells of the fault in time and is over when the fault is, or it never fires. */
export const alert = z
  .strictObject({
    name: z.string().min(1).describe('Name of the alert in its rule file.'),
    rules: z
      .string()
      .optional()
      .describe('A Prometheus rule file, from the working directory; manifests/alerts.yaml when left out.'),
    labels: z
      .record(z.string(), z.string())
      .optional()
      .describe('Only alerts with these labels, for example service: payment.'),
    pendingWithin: bound('It is pending this long after the fault began, which is when it is detected.'),
    firesWithin: bound('It fires this long after the fault began.'),
    resolvesWithin: bound('It is over this long after the fault was undone.'),
    silent: z.literal(true).optional().describe('It never fires.'),
  })
  .transform(({ name, rules, labels = {}, silent, ...bounds }, context): Judge => {
    const demands = demandsOf(bounds);
    if ((silent === true) === Object.keys(demands).length > 0) {
      context.addIssue('say silent: true, or some of pendingWithin, firesWithin and resolvesWithin');
      return z.NEVER;
    }
    try {
      const rule = ruleNamed(name, rules ?? SHOP_RULES);
      return async (scene) => [await judgeAlert(rule, { labels, demands }, scene)];
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      context.addIssue(error.hint === undefined ? error.message : `${error.message}. ${error.hint}`);
      return z.NEVER;
    }
  });

interface Bounds {
  readonly pendingWithin?: number | undefined;
  readonly firesWithin?: number | undefined;
  readonly resolvesWithin?: number | undefined;
}

function demandsOf({ pendingWithin, firesWithin, resolvesWithin }: Bounds): AlertDemands {
  return {
    ...(pendingWithin === undefined ? {} : { pendingWithinMs: pendingWithin }),
    ...(firesWithin === undefined ? {} : { firesWithinMs: firesWithin }),
    ...(resolvesWithin === undefined ? {} : { resolvesWithinMs: resolvesWithin }),
  };
}

function ruleNamed(name: string, file: string): AlertRule {
  const rules = readAlertRules(file);
  const found = rules.find((rule) => rule.name === name);
  if (found !== undefined) return found;
  const names = rules.map((rule) => rule.name);
  throw new UsageError(`there is no alert "${name}" in ${file}`, { hint: didYouMean(name, names) });
}

interface Wanted {
  readonly labels: AlertEpisode['labels'];
  /** None of them: it must never fire. */
  readonly demands: AlertDemands;
}

async function judgeAlert(rule: AlertRule, { labels, demands }: Wanted, scene: Scene): Promise<Finding> {
  const { queries, facts } = scene;
  const isSilent = Object.keys(demands).length === 0;
  const expected = `${rule.name} ${isSilent ? 'never fires' : demandsText(demands)}`;
  const fault = facts?.timeline.phases.find(({ name }) => name === 'fault');
  if (!isSilent && facts === undefined) return needsRun(expected);
  const base = { expected, sampleSize: 0, traceIds: [] };
  if (!isSilent && fault === undefined) {
    const hint = 'Say `when: experiment` to leave this out for runs without a fault.';
    return { ...base, outcome: 'inconclusive', observed: 'the run had no fault', hint };
  }
  const recorded = await recordedSeries(queries, [rule], facts?.timeline);
  if (recorded.series.size === 0) {
    const hint = 'Services send them every two seconds: play for longer, or look why none came.';
    return { ...base, outcome: 'inconclusive', observed: 'the record holds no metrics', hint };
  }
  const { episodes, evaluations } = replayAlert(rule, recorded.series, recorded.window);
  const own = episodes.filter((one) => hasLabels(one, labels));
  const found = { ...base, sampleSize: evaluations, episodes: own };
  if (isSilent) return { ...found, ...judgeSilence(rule, own, scene.window ?? recorded.window) };
  const times = {
    fromMs: fault?.fromMs ?? 0,
    undoneAtMs: facts?.undoneAtMs ?? fault?.toMs ?? 0,
    endMs: recorded.window.toMs,
  };
  return { ...found, ...judgeEpisodes(own, demands, times) };
}

function hasLabels({ labels }: AlertEpisode, wanted: AlertEpisode['labels']): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

/** A stretch that is shorter than an alert's `for` cannot show that it stays silent. */
function judgeSilence(
  { forMs }: AlertRule,
  episodes: readonly AlertEpisode[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Pick<Finding, 'outcome' | 'observed' | 'hint'> {
  const fired = episodes.filter(
    ({ firingAtMs = Infinity, endedAtMs = Infinity }) => firingAtMs < toMs && endedAtMs > fromMs,
  );
  if (fired.length > 0) return { outcome: 'fail', observed: `it fired ${counted(fired.length, 'time')}` };
  if (toMs - fromMs > forMs) return { outcome: 'pass', observed: 'it never fired' };
  const hint = `It fires only after ${formatDuration(forMs)}: play for longer.`;
  return { outcome: 'inconclusive', observed: `only ${formatDuration(toMs - fromMs)} were looked at`, hint };
}
