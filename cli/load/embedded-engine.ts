import type { Clock } from '../core/clock.ts';
import type { LoadPlan, Slo } from '../plan/run-plan.ts';
import type { TimeWindow } from '../plan/run-timeline.ts';
import type { Threshold } from '../plan/threshold.ts';
import { ClaimBook } from './claims/claim-book.ts';
import type { Claims } from './claims/claimed-order.ts';
import { type Feeds, noFeeds } from './data/feeds.ts';
import type { LoadFigures } from './engine.ts';
import type { EngineCounts } from './engine-counts.ts';
import type { RootSpans } from './http/root-spans.ts';
import { traceIdSource } from './http/trace-ids.ts';
import type { Transport } from './http/transport.ts';
import type { Iteration } from './iterations.ts';
import type { Journey } from './journey.ts';
import type { LoadMeter } from './load-control.ts';
import type { LoadLook } from './load-look.ts';
import { meterOf } from './load-meter.ts';
import type { LoadRun } from './load-run.ts';
import { judgeGenerator, type ThreadWork } from './measure/generator-health.ts';
import type { HistogramCounts } from './measure/histogram.ts';
import { Ledger } from './measure/ledger.ts';
import { drawsOf } from './mix.ts';
import type { Pacer } from './pacer.ts';
import type { PlanProgress } from './plan-progress.ts';
import { playIteration } from './play-iteration.ts';
import type { Point } from './point.ts';
import { measuredFromMs } from './run-span.ts';
import { startLoadRun } from './start-load-run.ts';
import type { StartMark } from './start-marks.ts';
import { type Stripe, WHOLE } from './stripe.ts';
import { summariseLoad } from './summarise-load.ts';
import type { LoadWindow, Summary } from './summary.ts';
import type { BrokenThreshold, ToldSlices } from './threshold-watch.ts';
import { turnLedgers } from './turn-ledgers.ts';

/** The outside of the engine, handed in. */
export interface EngineWorld {
  readonly seed: number;
  readonly runId: string;
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly transport: Transport;
  readonly rootSpans: RootSpans;
  /** Answers a journey by name. @throws UsageError when there is none */
  journey(name: string): Journey;
  /** Data that journeys ask for by name; none when left out. */
  readonly feeds?: Feeds;
  /** Begins to watch the thread. @returns what it has done since */
  watchThread(): () => ThreadWork;
  /** Called once for every load and second that is over, with the response times of what ended in it. */
  onWindow(window: LoadWindow, response: HistogramCounts, isWarmUp: boolean): void;
  /** Called for every request and failed check; left out where nobody wants them. */
  onPoint?(point: Point): void;
  /** What is judged while loads play; nothing when left out. */
  readonly thresholds?: readonly Threshold[];
  /** What is counted likewise. */
  readonly slos?: readonly Slo[];
  /** Called once for every load and threshold that is surely broken, as soon as it is. */
  onBroken?(broken: BrokenThreshold): void;
  /** Set where other threads play the same loads: windows of thresholds are told slice by slice, and not judged. */
  onSlices?(load: string, told: ToldSlices): void;
  /** Whether {@link EmbeddedEngine.look} is going to be asked. */
  readonly isLookedAt?: boolean;
  /** Answers who is told of each iteration of a load just before it starts; left out where nobody asks. */
  markFor?(load: LoadPlan, stripe: Stripe): StartMark;
  /** Called when an overload has ended a load. */
  onOverload?(load: string): void;
}

/** The part of a load that is played here, where other threads play the rest or an earlier run has played some. */
export interface LoadPart {
  readonly stripe: Stripe;
  /** Answers the number of the next iteration of a closed load. */
  nextIndex(): number;
  readonly progress?: PlanProgress;
}

/** A load that plays or has played. */
interface Playing {
  readonly load: LoadPlan;
  readonly run: LoadRun;
  readonly ledger: Ledger;
  /** Where what is played before the load counts goes; nobody reads it. */
  readonly warmUpLedger?: Ledger;
  isOver: boolean;
}

/** Plays loads in the thread it is made in; `createLoadEngine` puts it into one of its own. */
export class EmbeddedEngine {
  readonly #world: EngineWorld;
  readonly #playing = new Map<string, Playing>();
  readonly #newTraceIds = traceIdSource();
  readonly #claims: ClaimBook;
  #threadWork: (() => ThreadWork) | undefined;
  /** What the thread had done when the last load ended: waiting afterwards must not dilute it. */
  #workWhenIdle: ThreadWork | undefined;

  constructor(world: EngineWorld) {
    this.#world = world;
    this.#claims = new ClaimBook(world.runId);
  }

  /** Starts a load; the names of all loads of an engine differ. @throws RangeError when one has that name */
  start(load: LoadPlan, startAtMs: number, part?: LoadPart): void {
    if (this.#playing.has(load.name)) throw new RangeError(`load "${load.name}" was started before`);
    this.#threadWork ??= this.#world.watchThread();
    this.#workWhenIdle = undefined;
    const { clock, pacer, transport, rootSpans, seed, runId } = this.#world;
    const fromMs = measuredFromMs({ load, startAtMs });
    const tellWindow =
      (isWarmUp: boolean) =>
      (...[window, response]: readonly [LoadWindow, HistogramCounts]) =>
        this.#world.onWindow(window, response, isWarmUp);
    const resumed = part?.progress && { resumedAtMs: startAtMs + part.progress.elapsedMs };
    const ledger = new Ledger(load, fromMs, { ...this.#world, ...resumed, onWindow: tellWindow(false) });
    // Its seconds are shown while they pass, but its points go nowhere.
    const onWindow = tellWindow(true);
    const { feeds = noFeeds, isLookedAt = false } = this.#world;
    const journeys = new Map(load.mix.map(({ journey: name }) => [name, this.#world.journey(name)]));
    const journey = (name: string) => journeys.get(name) ?? this.#world.journey(name);
    const warmUp =
      fromMs > startAtMs
        ? { warmUpLedger: new Ledger(load, startAtMs, { ...resumed, onWindow, isLookedAt }) }
        : {};
    const draws = drawsOf({ ...load, load: load.name, seed });
    const scriptFor = (ledger: Ledger) => ({
      ...{ load, seed, runId, journey, draws },
      world: {
        ...{ clock, transport, rootSpans, ledger, feeds },
        newTraceIds: this.#newTraceIds,
        claims: this.#claims,
      },
    });
    const script = scriptFor(ledger);
    const warmUpScript = scriptFor(warmUp.warmUpLedger ?? ledger);
    const mark = this.#world.markFor?.(load, part?.stripe ?? WHOLE);
    const play = (iteration: Iteration) => {
      mark?.(iteration.index);
      return playIteration(iteration.isWarmUp ? warmUpScript : script, iteration);
    };
    const onOverload = () => this.#world.onOverload?.(load.name);
    const run = startLoadRun({ load, seed, startAtMs, clock, pacer, play, onOverload, ...part });
    const playing = { load, run, ledger, ...warmUp, isOver: false };
    this.#playing.set(load.name, playing);
    turnLedgers({ load, startAtMs, ...resumed, ledger, ...warmUp, clock, isOver: () => playing.isOver });
    void run.finished.then(() => this.#end(playing));
  }

  /** Resolves when a load's stages are over and its last iteration has ended. @throws RangeError when it never started */
  async finished(loadName: string): Promise<void> {
    await this.#find(loadName).run.finished;
  }

  /** Ends a load, as {@link LoadRun} does; nothing to do for one that was never started. */
  async stop(loadName: string, graceMs: number): Promise<void> {
    await this.#playing.get(loadName)?.run.stop(graceMs);
  }

  /** Answers a load, to look at it or change it while it plays. @throws RangeError when it never started */
  playing(loadName: string): Pick<LoadRun, 'hold' | 'pause' | 'resume' | 'scale' | 'state'> {
    return this.#find(loadName).run;
  }

  /** Answers what a load has done so far. @throws RangeError when it never started */
  meter(loadName: string): LoadMeter {
    return meterOf(this.#find(loadName), this.#world.clock.now(), this.#threadWork?.());
  }

  /** Answers what a load is doing, and what it did since the last look. @throws RangeError when it never started */
  look(loadName: string): LoadLook {
    const { run, ledger, warmUpLedger } = this.#find(loadName);
    return {
      ...{ atMs: this.#world.clock.now(), state: run.state(), delivery: run.delivery(), work: this.#work() },
      measured: ledger.takeLive(),
      warmUp: warmUpLedger?.takeLive() ?? [],
    };
  }

  /** Interrupts everything. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#playing.values()].map(({ run }) => run.stop(0)));
  }

  /** Sums over the seconds of a load whose middle lies in a window. @throws RangeError when it never started */
  figures(loadName: string, window: TimeWindow): LoadFigures {
    return this.#find(loadName).ledger.seconds.figures(window);
  }

  /** What users were told of their orders, so far. */
  claims(): Claims {
    return this.#claims.claims();
  }

  summary(): Summary {
    const all = [...this.#playing.values()];
    const loads = all.map(({ load, run, ledger }) =>
      summariseLoad(load, { delivered: run.delivered(), ledger, rolled: ledger.watch?.results() ?? [] }),
    );
    const { lost } = this.#world.rootSpans;
    return {
      schema: 'shopctl.load/v1',
      loads,
      windows: all.flatMap(({ ledger }) => ledger.seconds.windows).sort((a, b) => a.atMs - b.atMs),
      errors: all.flatMap(({ ledger }) => ledger.errorClasses()),
      generator: {
        ...judgeGenerator(this.#work(), loads, new Map(all.map(({ load }) => [load.name, load.maxInFlight]))),
        ...(lost === 0 ? {} : { lostSpans: lost }),
      },
    };
  }

  /** Answers what the summary of several threads, or of several runs, is made of. */
  counts(): EngineCounts {
    return {
      loads: Array.from(this.#playing, ([name, { run, ledger }]) => ({
        name,
        delivery: run.delivery(),
        ledger: ledger.counts(),
        progress: run.progress(),
        rolled: ledger.watch?.results() ?? [],
      })),
      work: this.#work(),
      lostSpans: this.#world.rootSpans.lost,
    };
  }

  #work(): ThreadWork {
    return this.#workWhenIdle ?? this.#threadWork?.() ?? { loopUtilisation: 0, cpuSeconds: 0 };
  }

  #find(loadName: string): Playing {
    const playing = this.#playing.get(loadName);
    if (playing === undefined) throw new RangeError(`load "${loadName}" was never started`);
    return playing;
  }

  #end(playing: Playing): void {
    playing.isOver = true;
    const nowMs = this.#world.clock.now();
    playing.ledger.seconds.end(nowMs);
    playing.ledger.watch?.end(nowMs);
    const isIdle = [...this.#playing.values()].every(({ isOver }) => isOver);
    this.#workWhenIdle = isIdle ? this.#threadWork?.() : undefined;
  }
}
