import type { LoadPlan } from '../../plan/run-plan.ts';
import { isSureBeforeTheEnd } from '../../plan/threshold.ts';
import type { Sample } from '../sample.ts';
import type {
  CheckSummary,
  CounterSummary,
  EndpointSummary,
  ErrorClass,
  JourneySummary,
  LatencySeries,
} from '../summary.ts';
import { ThresholdWatch } from '../threshold-watch.ts';
import { ErrorClasses } from './error-classes.ts';
import { type JourneyCounts, type JourneyResult, JourneyTally } from './journey-tally.ts';
import type { LedgerListener } from './ledger-listener.ts';
import { type LiveSlices, LiveTimes } from './live-times.ts';
import { CheckTallies, Counters } from './named-tallies.ts';
import { type RequestCounts, RequestTally } from './request-tally.ts';
import { type Second, Seconds } from './seconds.ts';

/** Endpoints told apart. A journey that names no route for paths with ids must not fill the memory. */
const MOST_ENDPOINTS = 100;
const FURTHER_ENDPOINTS = '(further endpoints)';

/** What a {@link Ledger} holds of the whole load, as plain data. */
export interface LedgerCounts {
  readonly total: RequestCounts;
  readonly endpoints: readonly (readonly [name: string, counts: RequestCounts])[];
  readonly journeys: readonly (readonly [name: string, counts: JourneyCounts])[];
  readonly errors: readonly ErrorClass[];
  readonly checks: readonly CheckSummary[];
  readonly counters: readonly CounterSummary[];
  /** The second under way, which was not told yet. */
  readonly second: Second;
}

/** Everything measured about one load, in memory that does not grow with its requests. */
export class Ledger {
  readonly seconds: Seconds;
  readonly checks: CheckTallies;
  readonly counters = new Counters();
  /** Left out where no threshold looks at the load while it plays. */
  readonly watch: ThresholdWatch | undefined;
  readonly #load: LoadPlan;
  readonly #listener: LedgerListener;
  readonly #startAtMs: number;
  readonly #total: RequestTally;
  readonly #endpoints = new Map<string, RequestTally>();
  readonly #journeys: ReadonlyMap<string, JourneyTally>;
  readonly #errors: ErrorClasses;

  constructor(load: LoadPlan, startAtMs: number, listener: LedgerListener) {
    this.#load = load;
    this.#startAtMs = startAtMs;
    const fromMs = Math.max(startAtMs, listener.resumedAtMs ?? startAtMs);
    this.#listener = listener;
    this.#total = new RequestTally(startAtMs, this.#liveOf('all'));
    this.seconds = new Seconds(load.name, fromMs, (window, response) => listener.onWindow(window, response));
    this.#journeys = new Map(
      load.mix.map(({ journey }) => [journey, new JourneyTally(startAtMs, this.#liveOf(journey))]),
    );
    this.#errors = new ErrorClasses(load.name);
    this.checks = new CheckTallies(listener.isLookedAt ? listener.thresholds : []);
    this.watch = watchOf(load, fromMs, listener);
  }

  /** @throws RangeError for a journey that is not in the load's mix */
  journey(name: string): JourneyTally {
    const tally = this.#journeys.get(name);
    if (tally === undefined)
      throw new RangeError(`journey "${name}" is not in the mix of "${this.#load.name}"`);
    return tally;
  }

  add(sample: Sample): void {
    this.seconds.add(sample);
    this.#total.add(sample);
    this.#endpoint(sample.endpoint).add(sample);
    this.watch?.addRequest(sample);
    this.#listener.onPoint?.({ kind: 'request', ...sample });
    if (sample.outcome !== 'error') return;
    this.#errors.add({
      kind: sample.errorKind ?? 'other',
      endpoint: sample.endpoint,
      atMs: sample.endedAtMs,
      text: sample.errorText ?? 'no reason given',
      traceId: sample.traceId,
    });
  }

  /**
   * Counts a check that did not hold on the answer to a request; the request becomes an error, once.
   * @param isFirst whether the request was no error until now
   */
  failCheck(sample: Sample, reason: string, isFirst: boolean): void {
    const { endpoint, traceId, endedAtMs, load, iteration, journey } = sample;
    const point = { load, iteration, journey, endpoint, endedAtMs, traceId, reason };
    this.#listener.onPoint?.({ kind: 'failed-check', ...point });
    this.#errors.add({ kind: 'check_failed', endpoint, atMs: endedAtMs, text: reason, traceId });
    if (!isFirst) return;
    this.seconds.spoil();
    this.#total.spoil();
    this.#endpoint(endpoint).spoil();
    this.watch?.spoilRequest(endpoint, endedAtMs);
  }

  /** Counts a check that a journey made. @param atMs epoch milliseconds */
  addCheck(name: string, holds: boolean, atMs: number): void {
    this.checks.add(name, holds);
    this.watch?.addCheck(name, holds, atMs);
  }

  completeJourney(name: string, result: JourneyResult): void {
    this.journey(name).complete(result);
    this.watch?.addJourney(name, result);
  }

  /** Counts a journey that ended by a defect of its own. */
  failJourney(journey: string, atMs: number, reason: string): void {
    this.#errors.add({ kind: 'journey_broken', endpoint: journey, atMs, text: reason });
  }

  /** Answers the sums over the whole load, for the ledger of another thread to absorb. */
  counts(): LedgerCounts {
    return {
      total: this.#total.counts(),
      endpoints: Array.from(this.#endpoints, ([name, tally]) => [name, tally.counts()] as const),
      journeys: Array.from(this.#journeys, ([name, tally]) => [name, tally.counts()] as const),
      errors: this.#errors.summary(),
      checks: this.checks.summary(),
      counters: this.counters.summary(),
      second: this.seconds.underWay,
    };
  }

  /** Answers what there is of times and errors since the last time; nothing where nobody looks. */
  takeLive(): readonly LiveSlices[] {
    const sliceOf =
      (of: LiveSlices['of']) =>
      ([name, { live }]: readonly [string, RequestTally | JourneyTally]): readonly LiveSlices[] => {
        const slices = live?.take();
        return slices === undefined ? [] : [{ of, name, ...slices }];
      };
    return [
      ...sliceOf('all')(['all', this.#total]),
      ...Array.from(this.#journeys).flatMap(sliceOf('journey')),
      ...Array.from(this.#endpoints).flatMap(sliceOf('endpoint')),
      ...this.checks.takeLive(),
    ];
  }

  /** Adds what another thread counted that played the same load; its seconds and windows stay its own. */
  absorb({ total, endpoints, journeys, errors, checks, counters }: LedgerCounts): void {
    this.#total.absorb(total);
    for (const [name, counts] of endpoints) this.#endpoint(name).absorb(counts);
    for (const [name, counts] of journeys) this.journey(name).absorb(counts);
    this.#errors.absorb(errors);
    this.checks.absorb(checks);
    this.counters.absorb(counters);
  }

  journeySummaries(): readonly JourneySummary[] {
    return Array.from(this.#journeys, ([name, tally]) => tally.summary(name));
  }

  endpointSummaries(): readonly EndpointSummary[] {
    return Array.from(this.#endpoints, ([name, tally]) => tally.summary(name)).sort((a, b) =>
      a.name.localeCompare(b.name),
    );
  }

  totalSummary(): EndpointSummary {
    return this.#total.summary('all');
  }

  latencySeries(): readonly LatencySeries[] {
    const seriesOf =
      (of: LatencySeries['of']) =>
      ([name, tally]: readonly [string, RequestTally | JourneyTally]): LatencySeries => ({
        name,
        of,
        ...tally.latencyBlocks(),
      });
    return [
      seriesOf('all')(['all', this.#total]),
      ...Array.from(this.#journeys, seriesOf('journey')),
      ...Array.from(this.#endpoints, seriesOf('endpoint')),
    ];
  }

  errorClasses(): readonly ErrorClass[] {
    return this.#errors.summary();
  }

  #endpoint(name: string): RequestTally {
    const known = this.#endpoints.get(name);
    if (known !== undefined) return known;
    if (this.#endpoints.size >= MOST_ENDPOINTS && name !== FURTHER_ENDPOINTS) {
      return this.#endpoint(FURTHER_ENDPOINTS);
    }
    const tally = new RequestTally(this.#startAtMs, this.#liveOf(name));
    this.#endpoints.set(name, tally);
    return tally;
  }

  #liveOf(subject: string): LiveTimes | undefined {
    const { isLookedAt = false, thresholds = [] } = this.#listener;
    if (!isLookedAt) return undefined;
    return new LiveTimes(thresholds.some((each) => each.metric === 'service' && each.subject === subject));
  }
}

/** Probes bring calls and are judged by nobody. */
function watchOf(
  { name, probe }: LoadPlan,
  startAtMs: number,
  listener: LedgerListener,
): ThresholdWatch | undefined {
  const { thresholds = [], slos = [] } = listener;
  if (probe || !(thresholds.some(isSureBeforeTheEnd) || slos.length > 0)) return undefined;
  return new ThresholdWatch({
    thresholds,
    slos,
    load: name,
    startAtMs,
    onBroken: (broken) => listener.onBroken?.(broken),
    ...(listener.onSlices === undefined ? {} : { onSlices: (told) => listener.onSlices?.(name, told) }),
  });
}
