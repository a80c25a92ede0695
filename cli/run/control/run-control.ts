import type { Clock } from '../../core/clock.ts';
import { formatDuration } from '../../core/duration.ts';
import { EnvironmentError, ExitCode, UsageError } from '../../core/errors.ts';
import { formatRate } from '../../core/rate.ts';
import type { LoadControl, LoadState, Scaling } from '../../load/load-control.ts';
import type { TimeWindow } from '../../plan/run-timeline.ts';
import type { RunProgress } from '../run-progress.ts';
import type { LoadEvent } from '../run-record.ts';
import type { LoadStatus } from './load-status.ts';

export interface RunControlOptions {
  readonly runId: string;
  readonly control: LoadControl;
  /** Names of the loads that are changed: those of users. */
  readonly loads: readonly string[];
  /** Set while a search for the capacity changes the rate itself. */
  readonly isSearching?: boolean;
  readonly clock: Clock;
  readonly progress: RunProgress;
}

/** Changes the loads of a run while they play, and keeps what was changed when. */
export class RunControl {
  readonly #options: RunControlOptions;
  readonly #stopped = new AbortController();
  readonly #events: LoadEvent[] = [];
  #pausedAtMs: number | undefined;

  constructor(options: RunControlOptions) {
    this.#options = options;
  }

  /** Aborts when the run is to end as on Ctrl-C; its reason says who asked. */
  get stopped(): AbortSignal {
    return this.#stopped.signal;
  }

  get isPaused(): boolean {
    return this.#pausedAtMs !== undefined;
  }

  /** What was changed so far, in order; a pause once it is over. */
  get events(): readonly LoadEvent[] {
    return this.#events;
  }

  /** Pauses so far that are over. */
  get pauses(): readonly TimeWindow[] {
    return this.#events.flatMap(({ atMs, lengthMs }) =>
      lengthMs === undefined ? [] : [{ fromMs: atMs, toMs: atMs + lengthMs }],
    );
  }

  async pause(): Promise<LoadStatus> {
    this.#refuseWhileSearching();
    if (this.#pausedAtMs === undefined) {
      const { control, loads, clock, progress } = this.#options;
      this.#pausedAtMs = clock.now();
      await Promise.all(loads.map((load) => control.pause(load)));
      this.#pausedAtMs = clock.now(); // from now on it is
      progress.event({ text: 'paused' });
    }
    return this.status();
  }

  async resume(): Promise<LoadStatus> {
    const { control, loads } = this.#options;
    await Promise.all(loads.map((load) => control.resume(load)));
    this.endPause();
    return this.status();
  }

  /** @throws UsageError for users of an open load or a rate of a closed one, or where nothing is planned now */
  async scale(scaling: Scaling): Promise<LoadStatus> {
    this.#refuseWhileSearching();
    const { control, loads } = this.#options;
    const before = await this.#states();
    for (const state of before) checkScaling(state, scaling);
    await Promise.all(loads.map((load) => control.scale(load, scaling)));
    const after = await this.#states();
    before.forEach((state, place) => {
      const changed = after[place];
      if (changed !== undefined) this.#add(describeChange(state, changed, before.length));
    });
    return this.status();
  }

  /** Ends the run, with its whole report. @param by who asks: `the key q` */
  async stop(by: string): Promise<LoadStatus> {
    const status = await this.status();
    if (!this.#stopped.signal.aborted) {
      const reason = Object.assign(new Error(`stopped by ${by}`), { exitCode: ExitCode.interrupted });
      this.#add({ kind: 'stopped', text: reason.message });
      this.#stopped.abort(reason);
    }
    return status;
  }

  async status(): Promise<LoadStatus> {
    const loads = await this.#states();
    const { runId } = this.#options;
    const isOver = loads.every(({ state }) => state === 'over');
    const state = isOver ? 'ending' : this.isPaused ? 'paused' : 'playing';
    return { run: runId, pid: process.pid, state, loads };
  }

  /** Ends a pause in the events, for loads that were resumed or are over. */
  endPause(): void {
    if (this.#pausedAtMs === undefined) return;
    const atMs = this.#pausedAtMs;
    this.#pausedAtMs = undefined;
    const lengthMs = this.#options.clock.now() - atMs;
    this.#add({ atMs, kind: 'paused', lengthMs, text: `paused for ${formatDuration(lengthMs)}` });
  }

  #refuseWhileSearching(): void {
    if (this.#options.isSearching !== true) return;
    throw new UsageError('the search for the capacity changes the rate itself', {
      hint: 'It can be stopped.',
    });
  }

  #add(event: Omit<LoadEvent, 'atMs'> & { readonly atMs?: number }): void {
    const whole = { atMs: this.#options.clock.now(), ...event };
    this.#events.push(whole);
    this.#options.progress.event(whole);
  }

  async #states(): Promise<readonly LoadState[]> {
    const { control, loads } = this.#options;
    try {
      return await Promise.all(loads.map((load) => control.state(load)));
    } catch (cause) {
      throw new EnvironmentError('the load does not play yet, or no more', { hint: 'Ask again.', cause });
    }
  }
}

function checkScaling({ state, ratePerSecond, users }: LoadState, scaling: Scaling): void {
  if (state === 'over')
    throw new UsageError('nothing of the load is still to come', { hint: 'It ends by itself.' });
  if ('toRatePerSecond' in scaling && ratePerSecond === undefined)
    throw new UsageError('this load is played by virtual users and has no rate', {
      hint: 'Say how many there are to be: shopctl load users 20.',
    });
  if ('toUsers' in scaling && users === undefined)
    throw new UsageError('this load has a rate and no virtual users', {
      hint: 'Say what the rate is to be: shopctl load rate 20/s.',
    });
  if (!('factor' in scaling) && (ratePerSecond === 0 || users === 0))
    throw new UsageError('the plan is at 0 now, and what is scaled would stay there', {
      hint: 'Ask again when it plays something, or pause and resume it.',
    });
}

function describeChange(before: LoadState, after: LoadState, loads: number): Omit<LoadEvent, 'atMs'> {
  const of = loads > 1 ? ` of ${before.name}` : '';
  if (after.users === undefined) {
    const [from, to] = [before, after].map(({ ratePerSecond = 0 }) => rateText(ratePerSecond));
    return { kind: 'rate', text: `rate${of} ${from} → ${to}` };
  }
  return { kind: 'users', text: `users${of} ${before.users} → ${after.users}` };
}

function rateText(ratePerSecond: number): string {
  return ratePerSecond > 0 ? formatRate(ratePerSecond) : '0/m';
}
