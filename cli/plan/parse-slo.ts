import { UsageError } from '../core/errors.ts';
import { parseThreshold } from './parse-threshold.ts';
import type { Slo } from './run-plan.ts';
import { ALL_CHECKS, isShare, samplesNeeded, type Threshold } from './threshold.ts';

/** Held for so long where no SLO says it. */
const WINDOW_MS = 20_000;

const EXAMPLES = "Write it as p99[20s]<500ms, errors[20s]<1% or 'purchase.response.p95[20s]<2s'.";

/** Answers the SLOs that some texts mean; one without a window is held as long as the longest of the others. */
export function parseSlos(texts: readonly string[]): readonly Slo[] {
  const slos = texts.map(parseSlo);
  const windowsMs = slos.flatMap(({ window }) => window?.lengthMs ?? []);
  const lengthMs = windowsMs.length === 0 ? WINDOW_MS : Math.max(...windowsMs);
  return slos.map((slo) => ({ ...slo, window: slo.window ?? { lengthMs, minSamples: samplesNeeded(slo) } }));
}

/**
 * Answers the SLO that a text means: a threshold whose subject may be left out (all requests) and whose window says
 * for how long a rate must hold it.
 * @throws UsageError as a threshold does, and for what cannot be counted request by request
 * @example parseSlo('p99<500ms').subject // 'all'
 */
function parseSlo(text: string): Threshold {
  const threshold = parseThreshold(withSubject(text.trim()));
  const { metric, quantile, statistic, comparator, isOptional } = threshold;
  const refuse = (what: string) => new UsageError(`--slo ${text}: ${what}`, { hint: EXAMPLES });
  if (!comparator.startsWith('<')) throw refuse('an SLO bounds from above');
  if (isOptional) throw refuse('what a search looks for cannot be optional');
  if (!isShare(metric) && quantile === undefined && statistic !== 'max')
    throw refuse(`a ${statistic} cannot be told from single requests; take a percentile`);
  return { ...threshold, expression: text.trim() };
}

function withSubject(text: string): string {
  if (/^(p\d+|mean|max)\b/.test(text)) return `all.response.${text}`;
  if (/^failed\b/.test(text)) return `${ALL_CHECKS}.${text}`;
  return /^(response|service|errors)\b/.test(text) ? `all.${text}` : text;
}
