import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { EnvironmentError } from '../core/errors.ts';
import type { Claims } from './claims/claimed-order.ts';
import type { LoadEngine, LoadEngineOptions } from './engine.ts';
import { journeyNamed } from './journey-named.ts';
import type { Point } from './point.ts';
import type { LoadWindow } from './summary.ts';
import type { BrokenThreshold } from './threshold-watch.ts';
import type { CallName, Calls, FromWorker, ToWorker } from './worker-messages.ts';

/** How long the thread may take to end, once asked to. */
const CLOSE_WITHIN_MS = 15_000;

/**
 * Starts the embedded engine in a thread of its own and waits until it is ready to play.
 * @throws EnvironmentError when the thread cannot start
 */
export async function createLoadEngine(options: LoadEngineOptions): Promise<LoadEngine> {
  // Beside this file, as source in a checkout and as JavaScript in a build.
  const entry = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
  const worker = new Worker(new URL(entry, import.meta.url), { workerData: options, execArgv: [] });
  try {
    await once(worker, 'message');
  } catch (cause) {
    throw new EnvironmentError('the thread that plays the load did not start', { cause });
  }
  return new WorkerEngine(worker);
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** The main thread's end of the engine: every method is a message and its answer. */
class WorkerEngine implements LoadEngine {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners: ((window: LoadWindow) => void)[] = [];
  readonly #pointListeners: ((points: readonly Point[]) => void)[] = [];
  readonly #brokenListeners: ((broken: BrokenThreshold) => void)[] = [];
  #calls = 0;
  #broken: Error | undefined;
  #closed: Promise<void> | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => this.#hear(message));
    worker.on('error', (cause) =>
      this.#break(new Error(`the load's thread broke: ${String(cause)}`, { cause })),
    );
    worker.on('exit', () => this.#break(new Error('the load engine is closed')));
  }

  start(load: Parameters<LoadEngine['start']>[0], startAtMs: number): void {
    // Looked up here too, so that a wrong name is an error of the caller and not of the thread.
    for (const { journey } of load.mix) journeyNamed(journey);
    this.#ask('start', { load, startAtMs }).catch((error: Error) => this.#break(error));
  }

  async finished(load: string): Promise<void> {
    await this.#ask('finished', { load });
  }

  async stop(load: string, graceMs: number): Promise<void> {
    await this.#ask('stop', { load, graceMs });
  }

  onWindow(listener: (window: LoadWindow) => void): void {
    this.#listeners.push(listener);
  }

  onPoints(listener: (points: readonly Point[]) => void): void {
    this.#pointListeners.push(listener);
  }

  onBroken(listener: (broken: BrokenThreshold) => void): void {
    this.#brokenListeners.push(listener);
  }

  figures(load: string, window: Parameters<LoadEngine['figures']>[1]): ReturnType<LoadEngine['figures']> {
    return this.#ask('figures', { load, window });
  }

  summary(): ReturnType<LoadEngine['summary']> {
    return this.#ask('summary', {});
  }

  claims(): Promise<Claims> {
    return this.#ask('claims', {});
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    const overdue = setTimeout(() => void this.#worker.terminate(), CLOSE_WITHIN_MS);
    // A thread that has broken needs no asking.
    await this.#ask('close', {}).catch(() => undefined);
    clearTimeout(overdue);
    await this.#worker.terminate();
  }

  #ask<Name extends CallName>(call: Name, ask: Calls[Name]['ask']): Promise<Calls[Name]['answer']> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    const id = this.#calls;
    this.#calls += 1;
    this.#worker.postMessage({ id, call, ask } as ToWorker); // name and question belong together by the signature
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject }); // and so does the answer
    });
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        return;
      case 'window':
        for (const listener of this.#listeners) listener(message.window);
        return;
      case 'broken':
        for (const listener of this.#brokenListeners) listener(message.broken);
        return;
      case 'points':
        for (const listener of this.#pointListeners) listener(message.points);
        return;
      case 'answer':
        this.#waiting.get(message.id)?.resolve(message.answer);
        break;
      case 'error':
        this.#waiting.get(message.id)?.reject(new Error(message.message));
        break;
      default:
        message satisfies never;
        return;
    }
    this.#waiting.delete(message.id);
  }

  #break(error: Error): void {
    this.#broken ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#broken);
    this.#waiting.clear();
  }
}
