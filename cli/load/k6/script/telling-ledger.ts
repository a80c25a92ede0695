import type { ClaimedOrder } from '../../claims/claimed-order.ts';
import type { RootSpans } from '../../http/root-spans.ts';
import type { JourneyResult } from '../../measure/journey-tally.ts';
import type { Sample } from '../../sample.ts';
import type { UserLedger } from '../../user-ledger.ts';
import { type K6Event, type K6Line, LINE_MARK } from '../k6-event.ts';

/** Carries what a user's steps tell out of k6: a line of its console for each stretch without waiting. */
export class TellingLedger implements UserLedger {
  readonly #write: (line: string) => void;
  #iteration = 0;
  #events: K6Event[] = [];
  readonly seconds = { startIteration: () => undefined };
  readonly counters: UserLedger['counters'] = {
    add: (name, by) => void this.#events.push({ kind: 'count', name, by }),
  };
  readonly spans: RootSpans = {
    add: (span) => void this.#events.push({ kind: 'span', span }),
    flush: async () => undefined,
    lost: 0,
  };

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** Begins an iteration; what was not said of the one before never will be. */
  begin(iteration: number, started: Extract<K6Event, { kind: 'started' }>): void {
    this.#iteration = iteration;
    this.#events = [started];
  }

  end(outcome: 'played' | 'empty'): void {
    this.#events.push({ kind: 'over', outcome });
    this.say();
  }

  /** Writes what has happened so far; called before the user stands still, where k6 may end an iteration for good. */
  say(): void {
    if (this.#events.length === 0) return;
    const line: K6Line = { iteration: this.#iteration, events: this.#events };
    this.#events = [];
    this.#write(LINE_MARK + JSON.stringify(line));
  }

  addClaim(claim: ClaimedOrder): void {
    this.#events.push({ kind: 'claim', claim });
  }

  journey(journey: string): ReturnType<UserLedger['journey']> {
    return {
      start: () => void this.#events.push({ kind: 'journey-started', journey }),
      // Whoever reads the lines sees which journeys have no end.
      interrupt: () => undefined,
    };
  }

  add(sample: Sample): void {
    this.#events.push({ kind: 'sample', sample });
  }

  addCheck(name: string, holds: boolean, atMs: number): void {
    this.#events.push({ kind: 'check', name, holds, atMs });
  }

  failCheck(sample: Sample, reason: string, isFirst: boolean): void {
    this.#events.push({ kind: 'failed-check', sample, reason, isFirst });
  }

  failJourney(journey: string, atMs: number, reason: string): void {
    this.#events.push({ kind: 'journey-broken', journey, atMs, reason });
  }

  completeJourney(journey: string, result: JourneyResult): void {
    this.#events.push({ kind: 'journey-over', journey, result });
  }
}
