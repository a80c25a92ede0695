import { flushCompileCache } from 'node:module';
import type { Claims } from './claims/claimed-order.ts';
import type { LoadEngine, LoadEngineOptions } from './engine.ts';
import type { EngineCounts } from './engine-counts.ts';
import { type JourneyFile, loadJourneyFiles } from './journey-files.ts';
import { journeyNamed } from './journey-named.ts';
import { ListenedEngine } from './listened-engine.ts';
import type { LoadControl } from './load-control.ts';
import { CountsHearer } from './measure/packed-form.ts';
import { type PlayedPart, playedPart } from './played-part.ts';
import { WHOLE } from './stripe.ts';
import { collectGarbage } from './workers/collect-garbage.ts';
import { type EngineThread, startEngineThread } from './workers/engine-thread.ts';
import { ThreadsControl } from './workers/threads-control.ts';
import { sharedIndex, type Told } from './workers/worker-messages.ts';
import { WorkersEngine } from './workers/workers-engine.ts';

/**
 * Starts the embedded engine, in a thread of its own or in several, and waits until it is ready to play.
 * @throws EnvironmentError when a thread cannot start
 */
export async function createLoadEngine(options: LoadEngineOptions): Promise<LoadEngine> {
  const { workers = 1, thresholds = [] } = options;
  const ownJourneys = await loadJourneyFiles(options.journeyFiles ?? []);
  flushCompileCache?.(); // for the threads, which load them too
  if (options.heap?.isTight) collectGarbage();
  if (workers === 1) return new WorkerEngine(await startEngineThread(options), ownJourneys);
  const started = Array.from({ length: workers }, () => startEngineThread(options));
  try {
    return new WorkersEngine(await Promise.all(started), thresholds, ownJourneys);
  } catch (error) {
    // Those that did start must not outlive the one that did not.
    const settled = await Promise.allSettled(started);
    await Promise.all(settled.map((each) => (each.status === 'fulfilled' ? each.value.close() : null)));
    throw error;
  }
}

/** The main thread's end of the engine. */
class WorkerEngine extends ListenedEngine implements LoadEngine {
  readonly control: LoadControl = new ThreadsControl(() => [this.#thread]);
  readonly #thread: EngineThread;
  readonly #ownJourneys: readonly JourneyFile[];
  readonly #counts = new CountsHearer();

  constructor(thread: EngineThread, ownJourneys: readonly JourneyFile[]) {
    super();
    this.#thread = thread;
    this.#ownJourneys = ownJourneys;
    thread.onTold((told) => this.#hear(told));
  }

  start(...[load, startAtMs, progress]: Parameters<LoadEngine['start']>): void {
    // Looked up here too, so that a wrong name is an error of the caller and not of the thread.
    for (const { journey } of load.mix) journeyNamed(journey, this.#ownJourneys);
    const [own] = progress ?? [];
    const part = own && { stripe: WHOLE, nextIndex: sharedIndex(own.next), progress: own };
    this.#thread
      .ask('start', { load, startAtMs, ...(part && { part }) })
      .catch((error: Error) => this.#thread.break(error));
  }

  async finished(load: string): Promise<void> {
    await this.#thread.ask('finished', { load });
  }

  async stop(load: string, graceMs: number): Promise<void> {
    await this.#thread.ask('stop', { load, graceMs });
  }

  look(load: string): ReturnType<LoadEngine['look']> {
    return this.#thread.ask('look', { load });
  }

  figures(load: string, window: Parameters<LoadEngine['figures']>[1]): ReturnType<LoadEngine['figures']> {
    return this.#thread.ask('figures', { load, window });
  }

  summary(): ReturnType<LoadEngine['summary']> {
    return this.#thread.ask('summary', {});
  }

  async part(): Promise<PlayedPart> {
    return playedPart([this.#counts.hear<EngineCounts>(await this.#thread.ask('checkpoint', {}))]);
  }

  claims(): Promise<Claims> {
    return this.#thread.ask('claims', {});
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  #hear(told: Told): void {
    if (told.kind === 'window') this.tellWindow(told.window);
    if (told.kind === 'broken') this.tellBroken(told.broken);
    if (told.kind === 'points') this.tellPoints(told.points);
  }
}
