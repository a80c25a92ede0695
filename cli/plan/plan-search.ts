import { UsageError } from '../core/errors.ts';
import { parseSlos } from './parse-slo.ts';
import type { CapacitySearch } from './run-plan.ts';

/** As the command line says it. */
export interface WrittenSearch {
  readonly shape: string;
  readonly slos: readonly string[];
  readonly ratePerSecond: number;
  readonly typed: ReadonlySet<string>;
  /** Threads that would play it. */
  readonly workers: number;
  readonly engine: 'embedded' | 'k6';
}

/** The longest search, where nothing else is said. */
export const LONGEST_SEARCH_MS = 600_000;
/** Must not limit what is searched for; some kilobytes each. */
export const SEARCH_MAX_IN_FLIGHT = 10_000;

const HINT = "Write --shape breakpoint --slo 'p99[20s]<500ms'.";
/** What says something else about the rate, or about when it ends. */
const CONTRADICTIONS = ['vus', 'threshold', 'abort-on-fail', 'baseline'] as const;

/**
 * Answers the search for a capacity that was asked for; `undefined` for a load that is planned.
 * @throws UsageError for SLOs without a search, a search without SLOs, and what cannot stand beside it
 */
export function searchOf(written: WrittenSearch): CapacitySearch | undefined {
  const { shape, slos, ratePerSecond, typed, workers, engine } = written;
  if (shape !== 'breakpoint') {
    if (slos.length === 0) return undefined;
    throw new UsageError('--slo says what a search for the capacity holds, and nothing is searched for', {
      hint: `${HINT} A load with a fixed rate is judged by --threshold.`,
    });
  }
  if (slos.length === 0)
    throw new UsageError('--shape breakpoint needs to know what must hold', { hint: HINT });
  if (workers > 1) refusePlayer(`--workers ${workers}`, 'it watches one thread while it changes the rate');
  if (engine === 'k6') refusePlayer('--engine k6', 'its rate cannot be changed on the way');
  const contradiction = CONTRADICTIONS.find((flag) => typed.has(flag));
  if (contradiction === undefined) return { slos: parseSlos(slos), startPerSecond: ratePerSecond };
  throw new UsageError(
    `--${contradiction} and --shape breakpoint cannot stand together: the search decides by --slo, and breaks it on its way`,
    { hint: `Leave out --${contradiction}.` },
  );
}

function refusePlayer(flag: string, why: string): never {
  throw new UsageError(`${flag} cannot search for a capacity: ${why}`, {
    hint: 'Let one thread of the embedded engine search, or play a fixed --rate.',
  });
}
