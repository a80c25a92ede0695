import type { LoadPlan } from '../../plan/run-plan.ts';
import { arrivalsOf } from '../arrivals.ts';
import type { ClaimBook } from '../claims/claim-book.ts';
import type { RootSpans } from '../http/root-spans.ts';
import { IterationTally } from '../iteration-tally.ts';
import type { Ledger } from '../measure/ledger.ts';
import type { Sample } from '../sample.ts';
import { StartLags } from '../start-lags.ts';

import type { K6Event, K6Line } from './k6-event.ts';
import { LEAD_IN_MS } from './scenario-of.ts';

/** What goes to a ledger. */
type Measured = Exclude<K6Event, { kind: 'started' | 'over' | 'span' | 'claim' }>;

/** An iteration that has started and not ended. */
interface OpenIteration {
  readonly isWarmUp: boolean;
  /** What must be added to the due times that the script tells; see {@link K6Load.loseSchedule}. */
  readonly shiftMs: number;
  readonly dueAtMs: number;
  readonly journeys: Set<string>;
  /** How much of the response time of its first request is not known to be the target's. */
  unknownMs: number;
}

export interface K6LoadOptions {
  readonly load: LoadPlan;
  readonly ledger: Ledger;
  /** Where what is played before the load counts goes; nobody reads it. */
  readonly warmUpLedger: Ledger;
  readonly rootSpans: RootSpans;
  readonly claims: Pick<ClaimBook, 'note'>;
}

/** A load as k6 tells it: every line is counted in the ledger, and every iteration exactly once. */
export class K6Load {
  readonly measured = new IterationTally();
  readonly warmUp = new IterationTally();
  readonly lags = new StartLags();
  /** Epoch milliseconds at which the stages began; known from the first iteration on. */
  startedAtMs: number | undefined;
  /** Iterations for which k6 had no virtual user free; known at the end. */
  dropped: number | undefined;
  /** Iterations of the plan that k6 neither started nor dropped, because it was not in time; known at the end. */
  missed = 0;
  readonly #options: K6LoadOptions;
  readonly #arrivals;
  readonly #open = new Map<number, OpenIteration>();
  #isScheduleLost = false;

  constructor(options: K6LoadOptions) {
    this.#options = options;
    const { stages, userStages } = options.load;
    this.#arrivals = userStages === undefined ? arrivalsOf(stages) : undefined;
  }

  get inFlight(): number {
    return this.#open.size;
  }

  /** Iterations a second that the plan wants at a moment of it; `undefined` for a closed load. */
  ratePerSecondAt(planMs: number): number | undefined {
    return this.#arrivals?.ratePerSecondAt(planMs);
  }

  hear(line: K6Line): void {
    if ('dropped' in line) {
      this.dropped = line.dropped;
      return;
    }
    for (const event of line.events) this.#hearEvent(line.iteration, event);
  }

  /**
   * Says that k6 has dropped an iteration. It gives the index of that one to the next, so from now on an index does
   * not tell when an iteration was due: those that start later count from their start.
   */
  loseSchedule(): void {
    this.#isScheduleLost = true;
  }

  /**
   * Counts what has not ended as interrupted, and what k6 did not start as dropped.
   * @param isWhole whether k6 has played it to its end
   */
  end(isWhole: boolean): void {
    for (const { isWarmUp, journeys } of this.#open.values()) {
      this.#tally(isWarmUp).interrupt();
      for (const journey of journeys) this.#ledger(isWarmUp).journey(journey).interrupt();
    }
    this.#open.clear();
    const started = this.measured.counts.started + this.warmUp.counts.started;
    const due = (isWhole ? this.#arrivals?.count : undefined) ?? 0;
    this.missed = Math.max(0, due - started - (this.dropped ?? 0));
    const dropped = (this.dropped ?? 0) + this.missed;
    const inWarmUp = Math.min(dropped, Math.max(0, this.#dueInWarmUp() - this.warmUp.counts.started));
    for (let n = 0; n < dropped; n += 1) this.#tally(n < inWarmUp).drop();
  }

  #hearEvent(index: number, event: K6Event): void {
    if (event.kind === 'started') {
      this.#start(index, event);
      return;
    }
    const iteration = this.#open.get(index);
    if (iteration === undefined) throw new Error(`k6 tells of iteration ${index}, which is not under way`);
    if (event.kind === 'over') {
      this.#open.delete(index);
      this.#tally(iteration.isWarmUp).complete(event.outcome);
    } else if (event.kind === 'span') this.#options.rootSpans.add(event.span);
    else if (event.kind === 'claim') this.#options.claims.note(event.claim);
    else this.#record(event, iteration);
  }

  #record(event: Measured, iteration: OpenIteration): void {
    const ledger = this.#ledger(iteration.isWarmUp);
    switch (event.kind) {
      case 'journey-started':
        iteration.journeys.add(event.journey);
        ledger.journey(event.journey).start();
        break;
      case 'sample':
        ledger.add(knownPart(event.sample, iteration));
        break;
      case 'failed-check':
        ledger.failCheck(event.sample, event.reason, event.isFirst);
        break;
      case 'journey-broken':
        ledger.failJourney(event.journey, event.atMs, event.reason);
        break;
      case 'check':
        ledger.addCheck(event.name, event.holds, event.atMs);
        break;
      case 'count':
        ledger.counters.add(event.name, event.by);
        break;
      case 'journey-over':
        iteration.journeys.delete(event.journey);
        ledger.completeJourney(event.journey, {
          ...event.result,
          responseMs: event.result.responseMs - iteration.unknownMs,
        });
        iteration.unknownMs = 0;
        break;
      default:
        event satisfies never;
    }
  }

  #start(index: number, { scenarioAtMs, startedAtMs, dueAtMs }: Extract<K6Event, { kind: 'started' }>): void {
    this.startedAtMs ??= scenarioAtMs + (this.#arrivals === undefined ? 0 : LEAD_IN_MS);
    const shiftMs = this.#isScheduleLost ? Math.max(0, startedAtMs - dueAtMs) : 0;
    const warmUpEndsMs = this.startedAtMs + (this.#options.load.warmUpMs ?? 0);
    const isWarmUp = dueAtMs + shiftMs < warmUpEndsMs;
    this.#open.set(index, { isWarmUp, shiftMs, dueAtMs, journeys: new Set(), unknownMs: 0 });
    this.#tally(isWarmUp).start();
    this.#ledger(isWarmUp).seconds.startIteration(startedAtMs);
    if (!isWarmUp && !this.#isScheduleLost) this.#recordLag(startedAtMs, dueAtMs);
  }

  #recordLag(startedAtMs: number, dueAtMs: number): void {
    if (this.#arrivals === undefined || this.startedAtMs === undefined) return;
    const lagMs = Math.max(0, startedAtMs - dueAtMs);
    this.lags.record(lagMs, this.#arrivals.ratePerSecondAt(dueAtMs - this.startedAtMs));
  }

  #dueInWarmUp(): number {
    const { warmUpMs = 0 } = this.#options.load;
    const { count = 0, dueMs } = this.#arrivals ?? {};
    if (warmUpMs === 0 || dueMs === undefined) return 0;
    let due = 0;
    while (due < count && dueMs(due) < warmUpMs) due += 1;
    return due;
  }

  #tally(isWarmUp: boolean): IterationTally {
    return isWarmUp ? this.warmUp : this.measured;
  }

  #ledger(isWarmUp: boolean): Ledger {
    return isWarmUp ? this.#options.warmUpLedger : this.#options.ledger;
  }
}

/** The first request of an iteration is intended when that is due, as far as this is known. */
function knownPart(sample: Sample, iteration: OpenIteration): Sample {
  const { shiftMs, dueAtMs } = iteration;
  if (shiftMs === 0 || sample.intendedAtMs !== dueAtMs) return sample;
  iteration.unknownMs = shiftMs;
  return { ...sample, intendedAtMs: dueAtMs + shiftMs };
}
