import { type Clock, systemClock } from '../../core/clock.ts';
import type { LoadPlan } from '../../plan/run-plan.ts';
import type { TimeWindow } from '../../plan/run-timeline.ts';
import type { Threshold } from '../../plan/threshold.ts';
import { joinClaims } from '../claims/claim-book.ts';
import type { Claims } from '../claims/claimed-order.ts';
import type { LoadEngine, LoadFigures } from '../engine.ts';
import type { EngineCounts } from '../engine-counts.ts';
import type { JourneyFile } from '../journey-files.ts';
import { journeyNamed } from '../journey-named.ts';
import { ListenedEngine } from '../listened-engine.ts';
import { joinedLooks, type LoadLook } from '../load-look.ts';
import { figuresOf } from '../measure/figures-of.ts';
import { joinedWork, judgeGenerator } from '../measure/generator-health.ts';
import { CountsHearer } from '../measure/packed-form.ts';
import type { PlanProgress } from '../plan-progress.ts';
import { type PlayedPart, playedPart } from '../played-part.ts';
import { stripesOf } from '../stripe.ts';
import type { Summary } from '../summary.ts';
import type { EngineThread } from './engine-thread.ts';
import { JoinedLoad } from './joined-load.ts';
import { ThreadsControl } from './threads-control.ts';
import { sharedIndex, type Told } from './worker-messages.ts';

/** A load, the threads that play it, and when they have. */
interface Playing {
  readonly joined: JoinedLoad;
  readonly threads: readonly EngineThread[];
  readonly finished: Promise<void>;
}

/**
 * Several threads that play every load together, each its stripe of arrivals or users: to the outside one engine.
 * What they count is joined without loss, and thresholds are judged on what is joined.
 */
export class WorkersEngine extends ListenedEngine implements LoadEngine {
  readonly control: ThreadsControl;
  readonly #threads: readonly EngineThread[];
  readonly #counts: readonly CountsHearer[];
  readonly #thresholds: readonly Threshold[];
  readonly #ownJourneys: readonly JourneyFile[];
  readonly #playing = new Map<string, Playing>();

  /**
   * @param thresholds what is judged while loads play
   * @param ownJourneys what a mix may name besides the journeys that ship
   */
  constructor(
    threads: readonly EngineThread[],
    thresholds: readonly Threshold[],
    ownJourneys: readonly JourneyFile[] = [],
    clock: Clock = systemClock,
  ) {
    super();
    this.control = new ThreadsControl((load) => this.#find(load).threads, clock);
    this.#ownJourneys = ownJourneys;
    this.#threads = threads;
    this.#counts = threads.map(() => new CountsHearer());
    this.#thresholds = thresholds;
    threads.forEach((thread, place) => {
      thread.onTold((told) => this.#hear(place, told));
    });
  }

  start(load: LoadPlan, startAtMs: number, progress: readonly PlanProgress[] = []): void {
    for (const { journey } of load.mix) journeyNamed(journey, this.#ownJourneys);
    const parts = stripesOf(load, this.#threads.length);
    const threads = this.#threads.slice(0, parts.length);
    const joined = new JoinedLoad({
      load,
      startAtMs,
      threads: threads.length,
      thresholds: this.#thresholds,
      onWindow: (window) => this.tellWindow(window),
      onBroken: (broken) => this.tellBroken(broken),
    });
    const nextIndex = sharedIndex(Math.max(0, ...progress.map(({ next }) => next)));
    const play = async (thread: EngineThread, place: number) => {
      const part = parts[place];
      if (part === undefined) return;
      const { load: share, stripe } = part;
      const own = progress[place];
      try {
        await thread.ask('start', {
          load: share,
          startAtMs,
          part: { stripe, nextIndex, ...(own && { progress: own }) },
        });
      } catch (error) {
        for (const each of this.#threads) each.break(error as Error);
      }
      await thread.ask('finished', { load: load.name });
      joined.end(place);
    };
    const finished = Promise.all(threads.map(play)).then(() => undefined);
    // Whoever waits for the load hears of it; nobody need wait.
    finished.catch(() => undefined);
    this.#playing.set(load.name, { joined, threads, finished });
  }

  async finished(load: string): Promise<void> {
    await this.#find(load).finished;
  }

  async stop(load: string, graceMs: number): Promise<void> {
    const playing = this.#playing.get(load);
    if (playing === undefined) return;
    await Promise.all(playing.threads.map((thread) => thread.ask('stop', { load, graceMs })));
    await playing.finished;
  }

  async look(load: string): Promise<LoadLook> {
    const { threads } = this.#find(load);
    return joinedLooks(await Promise.all(threads.map((thread) => thread.ask('look', { load }))));
  }

  async figures(load: string, window: TimeWindow): Promise<LoadFigures> {
    const { threads } = this.#find(load);
    const parts = await Promise.all(threads.map((thread) => thread.ask('figures', { load, window })));
    return figuresOf(
      parts.flatMap(({ histogram, ...sums }) => (histogram ? { ...sums, counts: histogram } : [])),
    );
  }

  async summary(): Promise<Summary> {
    const counts = await Promise.all(this.#threads.map((thread) => thread.ask('counts', {})));
    const all = Array.from(this.#playing.values(), ({ joined }) => joined);
    const played = all.map((joined) => joined.summarise(counts));
    const loads = played.map(({ summary }) => summary);
    const lostSpans = counts.reduce((sum, each) => sum + each.lostSpans, 0);
    const mostInFlight = new Map(all.map(({ plan }) => [plan.name, plan.maxInFlight]));
    return {
      schema: 'shopctl.load/v1',
      loads,
      windows: all.flatMap(({ windows }) => windows).sort((a, b) => a.atMs - b.atMs),
      errors: played.flatMap(({ errors }) => errors),
      generator: {
        ...judgeGenerator(joinedWork(counts.map(({ work }) => work)), loads, mostInFlight),
        ...(lostSpans === 0 ? {} : { lostSpans }),
      },
    };
  }

  async part(): Promise<PlayedPart> {
    const askAll = () => Promise.all(this.#threads.map((thread) => thread.ask('checkpoint', {})));
    // A change that only some threads have made would be known to some stripes and not to others.
    const told = await this.control.betweenChanges(askAll);
    const counts = told.flatMap((each, place) => this.#counts[place]?.hear<EngineCounts>(each) ?? []);
    return playedPart(counts, (load) => this.#playing.get(load)?.joined.rolled);
  }

  async claims(): Promise<Claims> {
    return joinClaims(await Promise.all(this.#threads.map((thread) => thread.ask('claims', {}))));
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #find(load: string): Playing {
    const playing = this.#playing.get(load);
    if (playing === undefined) throw new RangeError(`load "${load}" was never started`);
    return playing;
  }

  #hear(thread: number, told: Told): void {
    switch (told.kind) {
      case 'second':
        this.#playing.get(told.second.window.load)?.joined.takeSecond(thread, told.second);
        return;
      case 'slices':
        this.#playing.get(told.load)?.joined.takeSlices(thread, told.told);
        return;
      case 'broken':
        this.#playing.get(told.broken.load)?.joined.takeBroken(told.broken);
        return;
      case 'overloaded':
        // An overload of one ends the load of all; where it has ended by now there is nothing to stop.
        this.stop(told.load, 0).catch(() => undefined);
        return;
      case 'points':
        this.tellPoints(told.points);
        return;
      case 'window':
        throw new Error('a thread of several told a whole window');
      default:
        told satisfies never;
    }
  }
}
