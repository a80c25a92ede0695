import type { Clock } from '../../core/clock.ts';
import type { LoadPlan } from '../../plan/run-plan.ts';
import type { ClaimBook } from '../claims/claim-book.ts';
import type { RootSpans } from '../http/root-spans.ts';
import type { LoadLook } from '../load-look.ts';
import { Ledger } from '../measure/ledger.ts';
import type { LedgerListener } from '../measure/ledger-listener.ts';
import { measuredFromMs } from '../run-span.ts';
import { summariseLoad } from '../summarise-load.ts';
import type { LoadSummary } from '../summary.ts';
import { turnLedgers } from '../turn-ledgers.ts';
import { cpuSecondsOf } from './cpu-seconds.ts';
import { deliveredByK6 } from './delivered-by-k6.ts';
import { K6Load } from './k6-load.ts';
import { END_WITHIN_MS } from './k6-process.ts';
import { lookAtK6 } from './look-at-k6.ts';
import type { PreparedK6 } from './prepared-k6.ts';

/** How long a line may take from k6 to here: a second is over that much later. */
const TOLD_AFTER_MS = 250;
const LOOK_EVERY_MS = 500;
/** What k6 says, once, when it drops its first iteration. */
const DROPS_FROM_NOW = 'Insufficient VUs';

export interface K6PlayingOptions {
  readonly load: LoadPlan;
  readonly startAtMs: number;
  readonly k6: PreparedK6;
  readonly clock: Clock;
  readonly rootSpans: RootSpans;
  readonly claims: Pick<ClaimBook, 'note'>;
  readonly listener: LedgerListener;
}

/** A load that a k6 of its own plays or has played. */
export class K6Playing {
  readonly load: LoadPlan;
  readonly ledger: Ledger;
  /** Resolves when k6 has ended and everything it said is counted. @throws EnvironmentError when k6 failed */
  readonly finished: Promise<void>;
  /** CPU time that k6 has used, as far as the system tells. */
  cpuSeconds = 0;
  readonly #options: K6PlayingOptions;
  readonly #told: K6Load;
  readonly #warmUpLedger: Ledger;
  #isStopped = false;
  #wasKilled = false;
  /** Why k6 ended before its time. */
  #failure: Error | undefined;
  readonly #beganAtMs: number;
  #endedAtMs: number | undefined;

  constructor(options: K6PlayingOptions) {
    const { load, startAtMs, clock, listener, rootSpans, claims } = options;
    this.#options = options;
    this.#beganAtMs = clock.now();
    this.load = load;
    this.ledger = new Ledger(load, measuredFromMs({ load, startAtMs }), listener);
    // Its seconds are shown while they pass, but its points go nowhere.
    const onWindow: LedgerListener['onWindow'] = (...told) => listener.onWindow(...told);
    const { isLookedAt = false } = listener;
    const warmUpLedger = new Ledger(load, startAtMs, { onWindow, isLookedAt });
    this.#warmUpLedger = warmUpLedger;
    this.#told = new K6Load({ load, ledger: this.ledger, warmUpLedger, rootSpans, claims });
    const isOver = () => this.#endedAtMs !== undefined;
    const ledgers = { load, startAtMs, ledger: this.ledger, clock, toldAfterMs: TOLD_AFTER_MS, isOver };
    turnLedgers(load.warmUpMs === undefined ? ledgers : { ...ledgers, warmUpLedger });
    this.finished = this.#play();
    this.finished.catch(() => undefined); // who asks hears of it
  }

  /** Milliseconds since k6 began to get ready; its CPU time counts from there too. */
  get ranMs(): number {
    return (this.#endedAtMs ?? this.#options.clock.now()) - this.#beganAtMs;
  }

  /**
   * Ends the load. k6 knows no peaceful end: it starts nothing more and interrupts what is under way at once; what
   * has a grace is k6, to say its sums. Safe to call twice, and after the end.
   */
  async stop(graceMs: number): Promise<void> {
    if (this.#endedAtMs !== undefined) return;
    this.#isStopped = true;
    const how = await this.#options.k6.stop(Math.max(graceMs, END_WITHIN_MS));
    this.#wasKilled = how === 'killed';
    await this.finished.catch(() => undefined);
  }

  summary(): LoadSummary {
    const untilMs = this.#endedAtMs ?? this.#options.clock.now();
    return summariseLoad(this.load, {
      delivered: deliveredByK6(this.load, this.#told, untilMs),
      ledger: this.ledger,
      rolled: this.ledger.watch?.results() ?? [],
    });
  }

  /** As the embedded engine's, as far as k6 tells while it plays. */
  look(): Omit<LoadLook, 'work'> {
    const atMs = this.#options.clock.now();
    const told = { load: this.load, told: this.#told, atMs: this.#endedAtMs ?? atMs };
    return {
      atMs,
      ...lookAtK6(told, this.#endedAtMs !== undefined),
      measured: this.ledger.takeLive(),
      warmUp: this.#warmUpLedger.takeLive(),
    };
  }

  /** Whether all that was dropped was dropped because the most that may be in flight were. */
  get isFullWhenItDrops(): boolean {
    return this.#told.missed === 0;
  }

  /** Why what k6 delivered is not the plan, besides what it dropped because it was full; empty when it is. */
  faults(): readonly string[] {
    const { name } = this.load;
    const { missed } = this.#told;
    const [failure] = this.#failure?.message.split('\n') ?? [];
    return [
      ...(failure === undefined ? [] : [failure]),
      ...(this.#wasKilled
        ? [`k6 did not end when it was asked to: how much of load "${name}" it dropped is not known`]
        : []),
      ...(missed > 0 ? [`k6 was not in time to start ${missed} iterations of load "${name}"`] : []),
    ];
  }

  async #play(): Promise<void> {
    const { clock, startAtMs, k6 } = this.#options;
    let isWhole = false;
    const watch = setInterval(() => this.#look(), LOOK_EVERY_MS);
    try {
      k6.begin(startAtMs, {
        onLine: (line) => this.#told.hear(line),
        onWords: (words) => {
          if (words.startsWith(DROPS_FROM_NOW)) this.#told.loseSchedule();
        },
      });
      await k6.ended;
      isWhole = !this.#isStopped;
    } catch (error) {
      this.#failure = error as Error;
      throw error;
    } finally {
      clearInterval(watch);
      this.#endedAtMs = clock.now();
      this.#told.end(isWhole);
      this.ledger.seconds.end(this.#endedAtMs);
      this.ledger.watch?.end(this.#endedAtMs);
    }
  }

  #look(): void {
    const { pid } = this.#options.k6;
    if (pid !== undefined) this.cpuSeconds = cpuSecondsOf(pid) ?? this.cpuSeconds;
  }
}
