import type { Clock } from '../core/clock.ts';
import type { ClaimBook } from './claims/claim-book.ts';
import type { Feeds } from './data/feeds.ts';
import { Answer, noAnswer } from './http/answer.ts';
import { classify } from './http/classify.ts';
import type { RootSpans } from './http/root-spans.ts';
import { baggageOf, type TraceIds, type TrafficMarks } from './http/trace-context.ts';
import type { Transport, WireAnswer } from './http/transport.ts';
import { wireRequest } from './http/wire-request.ts';
import type { JourneyRequest, JourneyResponse, OrderClaim, VirtualUser } from './journey.ts';
import { JourneyOver } from './journey-over.ts';
import { jsonKeys, valueAt } from './json-path.ts';
import type { JourneyResult } from './measure/journey-tally.ts';
import type { Sample } from './sample.ts';
import type { Session } from './session.ts';
import type { UserLedger } from './user-ledger.ts';

/** What users act through, and what measures them. */
export interface UserWorld {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly ledger: UserLedger;
  readonly rootSpans: RootSpans;
  readonly newTraceIds: () => TraceIds;
  readonly claims: Pick<ClaimBook, 'open'>;
  readonly feeds: Feeds;
}

export interface VisitOptions {
  readonly world: UserWorld;
  readonly session: Session;
  readonly journey: string;
  readonly marks: TrafficMarks;
}

/** A user on one journey: every step is measured from when the plan wanted it, and summed. */
export class Visit implements VirtualUser {
  readonly #world: UserWorld;
  readonly #session: Session;
  readonly #journey: string;
  readonly #marks: TrafficMarks;
  readonly #baggage: string;
  #responseMs = 0;
  #serviceMs = 0;
  #hasFailed = false;
  #hasDeclined = false;
  #lastSample: Sample | undefined;
  /** Whether the last request counts as an error, by its answer or by a check. */
  #lastIsError = false;

  constructor({ world, session, journey, marks }: VisitOptions) {
    this.#world = world;
    this.#session = session;
    this.#journey = journey;
    this.#marks = marks;
    this.#baggage = baggageOf(marks);
  }

  get seen(): Map<string, unknown> {
    return this.#session.seen;
  }

  /** How the journey came out so far. */
  get result(): JourneyResult {
    const outcome = this.#hasFailed ? 'failed' : this.#hasDeclined ? 'declined' : 'ok';
    return {
      outcome,
      endedAtMs: this.#world.clock.now(),
      responseMs: this.#responseMs,
      serviceMs: this.#serviceMs,
    };
  }

  async request(options: JourneyRequest): Promise<JourneyResponse> {
    const { clock } = this.#world;
    const ids = this.#world.newTraceIds();
    const sentAtMs = clock.now();
    const sending = this.#send(options, ids);
    let answer: WireAnswer;
    try {
      answer = await sending;
    } catch (error) {
      // Interrupted: no sample, but the target may have spans that would miss their root.
      const endedAtMs = clock.now();
      this.#exportSpan(options, ids, { sentAtMs, endedAtMs, status: undefined, errorKind: 'interrupted' });
      throw error;
    }
    const endedAtMs = answer.tookMs === undefined ? clock.now() : sentAtMs + answer.tookMs;
    const sample = this.#sampleOf(options, answer, { traceId: ids.traceId, sentAtMs, endedAtMs });
    this.#record(sample);
    this.#exportSpan(options, ids, sample);
    this.#session.intendedAtMs = endedAtMs;
    if (answer.kind === 'failed') return noAnswer;
    for (const cookie of answer.cookies) this.#session.cookies.take(cookie, endedAtMs);
    return new Answer(sample.outcome, answer);
  }

  think(minMs: number, maxMs: number): Promise<void> {
    return this.#session.think(this.#world.clock, minMs, maxMs);
  }

  random(name: string): number {
    return this.#session.random(name);
  }

  pick<Item>(name: string, items: readonly Item[]): Item {
    const [item] = items.slice(Math.floor(this.random(name) * items.length));
    if (item === undefined) throw new RangeError(`nothing to pick "${name}" from`);
    return item;
  }

  fail(reason: string): void {
    this.#hasFailed = true;
    if (this.#lastSample === undefined) throw new Error(`failed before any request: ${reason}`);
    this.#world.ledger.failCheck(this.#lastSample, reason, !this.#lastIsError);
    this.#lastIsError = true;
  }

  claimOrder(customer: string): OrderClaim {
    const { load, iteration } = this.#session.plan.key;
    return this.#world.claims.open({ load, iteration, customer });
  }

  check(name: string, holds: boolean, found?: string): boolean {
    this.#world.ledger.addCheck(name, holds, this.#world.clock.now());
    if (!holds) this.fail(found === undefined ? name : `${name}: ${found}`);
    return holds;
  }

  count(name: string, by = 1): void {
    this.#world.ledger.counters.add(name, by);
  }

  need<Value>(value: Value, what: string): NonNullable<Value> {
    if (value !== undefined && value !== null) return value;
    this.fail(`there is no ${what}`);
    throw new JourneyOver(`there is no ${what}`);
  }

  capture(response: JourneyResponse, path: string): string | number {
    const keys = jsonKeys(path);
    if (!response.ok) throw new JourneyOver(`nothing to capture "${path}" from`);
    const value = valueAt(response.body, keys);
    const isCaptured = typeof value === 'string' || typeof value === 'number';
    return this.need(isCaptured ? value : undefined, `text or number at "${path}" of the answer`);
  }

  feed<Row = Readonly<Record<string, string>>>(name: string): Row {
    return this.#world.feeds.row(name, this.#session.plan.key) as Row; // the journey knows its data
  }

  /** Marks the journey as failed by a defect of its own. */
  breakDown(error: unknown): void {
    this.#hasFailed = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#world.ledger.failJourney(this.#journey, this.#world.clock.now(), reason);
  }

  /** Answers the transport's own promise: another around it would cost each request. */
  #send(options: JourneyRequest, ids: TraceIds): Promise<WireAnswer> {
    const cookie = this.#session.cookies.header;
    const request = wireRequest(options, { ids, baggage: this.#baggage, cookie });
    return this.#world.transport.send(request, this.#session.plan.signal);
  }

  /** Written out: objects of one shape, whatever was answered, are what keeps measuring cheap. */
  #sampleOf(
    { method, path, route = path }: JourneyRequest,
    answer: WireAnswer,
    { traceId, sentAtMs, endedAtMs }: Pick<Sample, 'traceId' | 'sentAtMs' | 'endedAtMs'>,
  ): Sample {
    const { outcome, status, errorKind, errorText } = classify(answer);
    const { phases } = answer;
    return {
      load: this.#session.plan.key.load,
      iteration: this.#session.plan.key.iteration,
      journey: this.#journey,
      endpoint: `${method} ${route}`,
      intendedAtMs: this.#session.intendedAtMs,
      sentAtMs,
      endedAtMs,
      outcome,
      status,
      errorKind,
      errorText,
      traceId,
      connectMs: phases?.connectMs,
      tlsMs: phases?.tlsMs,
      ttfbMs: phases?.ttfbMs,
    };
  }

  #record(sample: Sample): void {
    this.#responseMs += sample.endedAtMs - sample.intendedAtMs;
    this.#serviceMs += sample.endedAtMs - sample.sentAtMs;
    this.#lastSample = sample;
    this.#lastIsError = sample.outcome === 'error';
    this.#hasFailed ||= this.#lastIsError;
    this.#hasDeclined ||= sample.outcome === 'declined';
    this.#world.ledger.add(sample);
  }

  #exportSpan(
    { method, path, route = path }: JourneyRequest,
    ids: TraceIds,
    seen: Pick<Sample, 'sentAtMs' | 'endedAtMs' | 'status' | 'errorKind'>,
  ): void {
    const { sentAtMs, endedAtMs, status, errorKind } = seen;
    const { trafficType, runId, sessionId, userId, probe } = this.#marks;
    this.#world.rootSpans.add({
      traceId: ids.traceId,
      spanId: ids.spanId,
      trafficType,
      runId,
      sessionId,
      userId,
      probe,
      method,
      path,
      route,
      journey: this.#journey,
      load: this.#session.plan.key.load,
      sentAtMs,
      endedAtMs,
      status,
      errorKind,
    });
  }
}
