import { didYouMean } from '../core/closest-name.ts';
import { parseDurationMs } from '../core/duration.ts';
import { UsageError } from '../core/errors.ts';
import type { Threshold } from './threshold.ts';

const METRICS = ['response', 'service', 'errors'] as const;
const QUANTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;
const STATISTICS = ['mean', 'max'] as const;
const FIGURES = [...Object.keys(QUANTILES), ...STATISTICS];
const EXAMPLES = 'Write it as purchase.response.p95<2s, "GET /api/menu".service.p99<200ms or all.errors<1%.';

/**
 * Answers the threshold that a text means: `SUBJECT.METRIC[.FIGURE]COMPARATOR BOUND`, where a subject with spaces
 * or dots stands in double quotes.
 * @throws UsageError naming the part that is wrong
 * @example parseThreshold('all.errors<1%').bound // 0.01
 */
export function parseThreshold(text: string): Threshold {
  const parts = /^\s*(?:"([^"]+)"|([^".<>=]+))\.([^<>=]+?)\s*(<=|>=|<|>)\s*(.*?)\s*$/.exec(text);
  if (parts === null) throw wrong(text, whatIsMissing(text), EXAMPLES);
  const [, quoted, bare = '', path = '', sign, boundText = ''] = parts;
  const [metricText = '', figure, ...more] = path.split('.');
  if (more.length > 0) throw wrong(text, `"${more.join('.')}" is one part too many`, EXAMPLES);
  const metric = METRICS.find((each) => each === metricText);
  if (metric === undefined)
    throw wrong(text, `"${metricText}" is no metric`, didYouMean(metricText, METRICS));
  return {
    expression: text.trim(),
    subject: (quoted ?? bare).trim(),
    metric,
    ...(metric === 'errors' ? noFigure(text, figure) : parseFigure(text, figure)),
    comparator: sign as Threshold['comparator'], // the expression above lets no other through
    bound: metric === 'errors' ? parseShare(text, boundText) : parseTime(text, boundText),
  };
}

function whatIsMissing(text: string): string {
  if (!/[<>]/.test(text)) return 'there is no comparator (<, <=, > or >=)';
  if (/\[/.test(text)) return 'windows in brackets are not supported';
  return 'before the comparator there must be a subject and a metric, joined by a dot';
}

function noFigure(text: string, figure: string | undefined): object {
  if (figure === undefined) return {};
  throw wrong(text, `errors have no "${figure}"`, 'Write all.errors<1%.');
}

function parseFigure(text: string, figure: string | undefined): Pick<Threshold, 'quantile' | 'statistic'> {
  if (figure === undefined)
    throw wrong(text, 'it does not say which figure', `Add one of: ${FIGURES.join(', ')}.`);
  const quantile = Object.entries(QUANTILES).find(([name]) => name === figure)?.[1];
  if (quantile !== undefined) return { quantile };
  const statistic = STATISTICS.find((name) => name === figure);
  if (statistic !== undefined) return { statistic };
  throw wrong(text, `"${figure}" is no figure`, didYouMean(figure, FIGURES));
}

function parseTime(text: string, bound: string): number {
  try {
    return parseDurationMs(bound);
  } catch (cause) {
    throw new UsageError(`threshold "${text}": "${bound}" is no duration`, {
      hint: 'Bound times with a unit: 200ms, 2s.',
      cause,
    });
  }
}

function parseShare(text: string, bound: string): number {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(bound);
  const share = Number(match?.[1]) / (match?.[2] === '%' ? 100 : 1);
  if (share <= 1) return share;
  throw wrong(text, `"${bound}" is no share`, 'Bound errors by a share: 1% or 0.01.');
}

function wrong(text: string, what: string, hint: string): UsageError {
  return new UsageError(`threshold "${text}": ${what}`, { hint });
}
