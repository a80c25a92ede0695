import { didYouMean } from '../core/closest-name.ts';
import { formatDuration, parseDurationMs } from '../core/duration.ts';
import { UsageError } from '../core/errors.ts';
import { isShare, samplesNeeded, type Threshold, type ThresholdWindow, WINDOW_STEP_MS } from './threshold.ts';

const METRICS = ['response', 'service', 'errors', 'failed'] as const;
const QUANTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;
const STATISTICS = ['mean', 'max'] as const;
const FIGURES = [...Object.keys(QUANTILES), ...STATISTICS];
const SHORTEST_WINDOW_MS = 1000;
/** What a window holds is kept until it has moved on: a longer one would take too much memory. */
const LONGEST_WINDOW_MS = 600_000;
const EXAMPLES =
  'Write it as purchase.response.p95<2s, "GET /api/menu".service.p99<200ms, all.errors[1m]<1%, checks.failed<1% or menu.errors<1%?.';
const WINDOW_EXAMPLES = 'Write [30s], or [30s,min=50] to judge windows with 50 samples or more.';

const SUBJECT = /\s*(?:"(?<quoted>[^"]+)"|(?<bare>[^".<>=[\]]+))/;
const FIGURE = /\.(?<path>[^<>=[\]]+?)\s*/;
const WINDOW = /(?:\[(?<window>[^\]]*)\]\s*)?/;
const BOUND = /(?<comparator><=|>=|<|>)\s*(?<bound>.*?)\s*(?<optional>\?)?\s*/;
const WHOLE = new RegExp(`^${SUBJECT.source}${FIGURE.source}${WINDOW.source}${BOUND.source}$`, 'd');

/** A part of a threshold's text, and where it begins. */
interface Part {
  readonly text: string;
  /** From 0. */
  readonly place: number;
}

type Figure = Pick<Threshold, 'quantile' | 'statistic'>;
type Refuse = (place: number, what: string, hint: string, cause?: unknown) => UsageError;

/**
 * Answers the threshold that a text means: `SUBJECT.METRIC[.FIGURE] [WINDOW] COMPARATOR BOUND [?]`, where a subject
 * with spaces or dots stands in double quotes, a window is `[30s]` or `[30s,min=50]`, and `?` lets a threshold pass
 * that had nothing to judge.
 * @throws UsageError naming the part that is wrong, its place in the text, and what would be right
 * @example parseThreshold('all.errors<1%').bound // 0.01
 */
export function parseThreshold(text: string): Threshold {
  const refuse: Refuse = (place, what, hint, cause) =>
    new UsageError(`threshold "${text}", at character ${place + 1}: ${what}`, { hint, cause });
  const match = WHOLE.exec(text);
  if (match?.groups === undefined) throw refuseShape(text, refuse);
  const { quoted, bare = '', comparator, optional, window } = match.groups;
  const part = (name: string): Part => ({
    text: match.groups?.[name] ?? '',
    place: match.indices?.groups?.[name]?.[0] ?? 0,
  });
  const { metric, ...figure } = parsePath(part('path'), refuse);
  const bound = isShare(metric) ? parseShare(part('bound'), refuse) : parseTime(part('bound'), refuse);
  return {
    expression: text.trim(),
    subject: (quoted ?? bare).trim(),
    metric,
    ...figure,
    ...(window === undefined
      ? {}
      : { window: parseWindow(part('window'), samplesNeeded({ metric, ...figure, bound }), refuse) }),
    comparator: comparator as Threshold['comparator'], // the expression above lets no other through
    bound,
    ...(optional === undefined ? {} : { isOptional: true }),
  };
}

function refuseShape(text: string, refuse: Refuse): UsageError {
  const opened = text.indexOf('[');
  if (opened >= 0 && !text.includes(']', opened)) {
    return refuse(opened, 'the bracket is not closed', WINDOW_EXAMPLES);
  }
  // What stands in brackets or quotes is no comparator.
  const outside = text.replaceAll(/\[[^\]]*\]|"[^"]*"/g, (inside) => ' '.repeat(inside.length));
  const compared = outside.search(/[<>]/);
  if (compared < 0) {
    return refuse(text.trimEnd().length, 'there is no comparator (<, <=, > or >=)', EXAMPLES);
  }
  const closed = text.lastIndexOf(']', compared);
  const between = text.slice(closed + 1, compared);
  if (closed >= 0 && between.trim() !== '') {
    return refuse(closed + 1, `"${between.trim()}" stands between window and comparator`, EXAMPLES);
  }
  return refuse(
    text.length - text.trimStart().length,
    'before the comparator there must be a subject and a metric, joined by a dot',
    EXAMPLES,
  );
}

function parsePath({ text, place }: Part, refuse: Refuse): Figure & Pick<Threshold, 'metric'> {
  const [metricText = '', figure, ...more] = text.split('.');
  const figurePlace = place + metricText.length + 1;
  if (more.length > 0) {
    const morePlace = figurePlace + (figure ?? '').length + 1;
    throw refuse(morePlace, `"${more.join('.')}" is one part too many`, EXAMPLES);
  }
  const metric = METRICS.find((each) => each === metricText);
  if (metric === undefined) {
    throw refuse(place, `"${metricText}" is no metric`, didYouMean(metricText, METRICS));
  }
  if (!isShare(metric)) {
    return { metric, ...parseFigure({ text: figure ?? '', place: figurePlace }, refuse) };
  }
  if (figure === undefined) return { metric };
  const [what, example] = metric === 'errors' ? ['errors', 'all.errors'] : ['failed checks', 'checks.failed'];
  throw refuse(figurePlace, `${what} have no "${figure}"`, `Write ${example}<1%.`);
}

function parseFigure({ text, place }: Part, refuse: Refuse): Figure {
  if (text === '')
    throw refuse(place - 1, 'it does not say which figure', `Add one of: ${FIGURES.join(', ')}.`);
  const quantile = Object.entries(QUANTILES).find(([name]) => name === text)?.[1];
  if (quantile !== undefined) return { quantile };
  const statistic = STATISTICS.find((name) => name === text);
  if (statistic !== undefined) return { statistic };
  throw refuse(place, `"${text}" is no figure`, didYouMean(text, FIGURES));
}

function parseWindow({ text, place }: Part, needed: number, refuse: Refuse): ThresholdWindow {
  const [lengthText = '', ...more] = text.split(',');
  const length = { text: lengthText.trim(), place };
  const lengthMs = parseTime(length, (at, what, _hint, cause) => refuse(at, what, WINDOW_EXAMPLES, cause));
  if (lengthMs < SHORTEST_WINDOW_MS || lengthMs > LONGEST_WINDOW_MS || lengthMs % WINDOW_STEP_MS !== 0) {
    const [shortest, longest, step] = [SHORTEST_WINDOW_MS, LONGEST_WINDOW_MS, WINDOW_STEP_MS].map((ms) =>
      formatDuration(ms),
    );
    const what = `a window cannot last ${length.text}`;
    throw refuse(place, what, `Windows last ${shortest} to ${longest}, in steps of ${step}.`);
  }
  if (more.length === 0) return { lengthMs, minSamples: needed };
  const minText = more.join(',').trim();
  const minSamples = Number(/^min=(\d+)$/.exec(minText)?.[1]);
  if (minSamples >= 1) return { lengthMs, minSamples };
  throw refuse(place + lengthText.length + 1, `"${minText}" is no number of samples`, WINDOW_EXAMPLES);
}

function parseTime({ text, place }: Part, refuse: Refuse): number {
  try {
    return parseDurationMs(text);
  } catch (cause) {
    throw refuse(place, `"${text}" is no duration`, 'Bound times with a unit: 200ms, 2s.', cause);
  }
}

function parseShare({ text, place }: Part, refuse: Refuse): number {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
  const share = Number(match?.[1]) / (match?.[2] === '%' ? 100 : 1);
  if (share <= 1) return share;
  throw refuse(place, `"${text}" is no share`, 'Bound errors and failed checks by a share: 1% or 0.01.');
}
