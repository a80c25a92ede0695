import type { Clock } from '../../core/clock.ts';
import type { LoadEngine } from '../../load/engine.ts';
import { progressOf } from '../../load/joined-parts.ts';
import { FROM_THE_START } from '../../load/plan-progress.ts';
import type { LoadWindow } from '../../load/summary.ts';
import { identifyProcess } from '../../platform/local/process-table.ts';
import type { RunControl } from '../control/run-control.ts';
import { withPauses } from '../phase-clock.ts';
import type { RunFolder } from '../run-folder.ts';
import type { RunProgress } from '../run-progress.ts';
import type { AboutRun } from '../run-record.ts';
import { CheckpointFiles } from './checkpoint-files.ts';
import { continuedEvents, continuedTimeline, type EarlierRun } from './earlier-run.ts';

const EVERY_MS = 1000;

export interface KeptRun {
  readonly engine: LoadEngine;
  readonly folder: RunFolder;
  readonly about: Omit<AboutRun, 'timeline'>;
  readonly earlier?: EarlierRun | undefined;
  readonly control: RunControl | undefined;
  readonly clock: Clock;
  readonly progress: RunProgress;
}

/** Saves a run every second while its load plays. */
export interface CheckpointKeeper {
  /** The load is on its way. @param startedAtMs epoch milliseconds */
  started(startedAtMs: number): void;
  /** Saves a last time, when the load has ended. */
  close(): Promise<void>;
}

/** Saves a run for the first time, and from then on every second; does nothing for an engine that cannot tell its counts. */
export async function keepCheckpoints(run: KeptRun): Promise<CheckpointKeeper> {
  if (run.engine.part === undefined) return { started: () => undefined, close: async () => undefined };
  const keeper = new SecondlyKeeper(run, await CheckpointFiles.open(run.folder));
  await keeper.save();
  keeper.go();
  return keeper;
}

class SecondlyKeeper implements CheckpointKeeper {
  readonly #run: KeptRun;
  readonly #files: CheckpointFiles;
  readonly #over = new AbortController();
  readonly #process = identifyProcess(process.pid) ?? { pid: process.pid, started: '' };
  readonly #started = new AbortController();
  #startedAtMs: number | undefined;
  #going: Promise<void> = Promise.resolve();
  #hasFailed = false;

  constructor(run: KeptRun, files: CheckpointFiles) {
    this.#run = run;
    this.#files = files;
    files.take(run.earlier?.windows ?? []);
    run.engine.onWindow((window) => this.#take(window));
  }

  started(startedAtMs: number): void {
    this.#startedAtMs = startedAtMs;
    // From now on there are marks of what is started, which tell something only beside a checkpoint with the load in it.
    this.#started.abort();
  }

  go(): void {
    this.#going = this.#saveEverySecond();
  }

  async close(): Promise<void> {
    this.#over.abort();
    await this.#going;
    await this.save();
    await this.#files.close();
  }

  async save(): Promise<void> {
    try {
      await this.#save();
    } catch (error) {
      // A full disk must not end the load; it is told once.
      if (!this.#hasFailed) {
        const text = `the run cannot be saved, and not be resumed if it is cut off: ${(error as Error).message}`;
        this.#run.progress.event({ text });
      }
      this.#hasFailed = true;
    }
  }

  async #saveEverySecond(): Promise<void> {
    const { clock } = this.#run;
    const { signal } = this.#over;
    while (!signal.aborted) {
      const woken = this.#started.signal.aborted ? signal : AbortSignal.any([signal, this.#started.signal]);
      await clock.sleepUntil(clock.now() + EVERY_MS, woken).catch(() => undefined);
      if (!signal.aborted) await this.save();
    }
  }

  async #save(): Promise<void> {
    const { engine, about, earlier, control, clock } = this.#run;
    const part = await engine.part?.();
    if (part === undefined) return;
    const nowMs = clock.now();
    const startedAtMs = this.#startedAtMs ?? nowMs;
    const endedAtMs = Math.max(nowMs, startedAtMs);
    const phases = withPauses([{ name: 'load', fromMs: startedAtMs, toMs: endedAtMs }], control?.pauses);
    await this.#files.save({
      schema: 'shopctl.checkpoint/v1',
      ...about,
      timeline: continuedTimeline(earlier, { startedAtMs, endedAtMs, phases, faultSteps: [] }),
      process: this.#process,
      events: continuedEvents(earlier, control?.events ?? [], startedAtMs),
      parts: [...(earlier?.parts ?? []), part],
    });
  }

  /** Keeps a second that counts; those of a warm-up do not. */
  #take(window: LoadWindow): void {
    const { about, earlier } = this.#run;
    const load = about.plan.loads.find(({ name }) => name === window.load);
    const [{ elapsedMs } = FROM_THE_START] = progressOf(window.load, earlier?.parts ?? []);
    const measuredFromMs = (this.#startedAtMs ?? 0) - elapsedMs + (load?.warmUpMs ?? 0);
    if (window.atMs + EVERY_MS > measuredFromMs) this.#files.take([window]);
  }
}
