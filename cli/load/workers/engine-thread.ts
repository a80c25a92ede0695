import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { EnvironmentError } from '../../core/errors.ts';
import type { LoadEngineOptions } from '../engine.ts';
import { heapFor } from './heap-for-users.ts';
import type { CallName, Calls, FromWorker, Told, ToWorker } from './worker-messages.ts';

/** How long the thread may take to end, once asked to. */
const CLOSE_WITHIN_MS = 15_000;

/** An embedded engine in a thread of its own: every method is a message and its answer. */
export interface EngineThread {
  /** @throws Error when the thread broke or is closed, and what its engine throws */
  ask<Name extends CallName>(call: Name, ask: Calls[Name]['ask']): Promise<Calls[Name]['answer']>;
  /** Called with what the thread says unasked. */
  onTold(listener: (told: Told) => void): void;
  /** Makes every call fail from now on, with this error. */
  break(error: Error): void;
  /** Ends the thread; safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts a thread with an embedded engine and waits until it is ready to play.
 * @throws EnvironmentError when the thread cannot start
 */
export async function startEngineThread(options: LoadEngineOptions): Promise<EngineThread> {
  // One folder up, as source in a checkout and as JavaScript in a build.
  const entry = import.meta.url.endsWith('.ts') ? '../worker.ts' : '../worker.js';
  const { youngMb } = options.heap ?? heapFor([]);
  setFlagsFromString('--semi-space-growth-factor=2'); // V8's own, which the front door has lowered
  const worker = new Worker(new URL(entry, import.meta.url), {
    workerData: options,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: youngMb },
  });
  try {
    await once(worker, 'message');
  } catch (cause) {
    throw new EnvironmentError('the thread that plays the load did not start', { cause });
  }
  return new WorkerThread(worker);
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

class WorkerThread implements EngineThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners: ((told: Told) => void)[] = [];
  #calls = 0;
  #broken: Error | undefined;
  #closed: Promise<void> | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => this.#hear(message));
    worker.on('error', (cause) =>
      this.break(new Error(`the load's thread broke: ${String(cause)}`, { cause })),
    );
    worker.on('exit', () => this.break(new Error('the load engine is closed')));
  }

  ask<Name extends CallName>(call: Name, ask: Calls[Name]['ask']): Promise<Calls[Name]['answer']> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    const id = this.#calls;
    this.#calls += 1;
    this.#worker.postMessage({ id, call, ask } as ToWorker); // name and question belong together by the signature
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject }); // and so does the answer
    });
  }

  onTold(listener: (told: Told) => void): void {
    this.#listeners.push(listener);
  }

  break(error: Error): void {
    this.#broken ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#broken);
    this.#waiting.clear();
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    const overdue = setTimeout(() => void this.#worker.terminate(), CLOSE_WITHIN_MS);
    // A thread that has broken needs no asking.
    await this.ask('close', {}).catch(() => undefined);
    clearTimeout(overdue);
    await this.#worker.terminate();
  }

  #hear(message: FromWorker): void {
    if (message.kind === 'ready') return;
    if (message.kind !== 'answer' && message.kind !== 'error') {
      for (const listener of this.#listeners) listener(message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'answer') waiting?.resolve(message.answer);
    else waiting?.reject(new Error(message.message));
  }
}
