import { type Clock, systemClock } from '../../core/clock.ts';
import type { LoadControl, LoadMeter, LoadState, Scaling } from '../load-control.ts';
import { joinedStates } from '../load-look.ts';
import { joinedMeters } from '../load-meter.ts';
import type { EngineThread } from './engine-thread.ts';
import type { CallName, Calls } from './worker-messages.ts';

/** How soon a change comes: all threads have heard of it by then, so that none has to stand still and wait for it. */
const LEAD_MS = 50;

/**
 * Changes loads that one thread or several play, at the same moment of the plan in all of them: each holds at a
 * moment that it has not reached, and the change is made at the latest of these. Changes are made one after another.
 */
export class ThreadsControl implements LoadControl {
  readonly #threadsOf: (load: string) => readonly EngineThread[];
  readonly #clock: Clock;
  #last: Promise<unknown> = Promise.resolve();

  /** @param threadsOf answers those that play a load; throws where it was never started */
  constructor(threadsOf: (load: string) => readonly EngineThread[], clock: Clock = systemClock) {
    this.#threadsOf = threadsOf;
    this.#clock = clock;
  }

  pause(load: string): Promise<void> {
    return this.betweenChanges(async () => {
      await this.#ask('pause', load, { load, atMs: await this.#hold(load) });
    });
  }

  /** What is paused is at the same moment everywhere, and goes on from there at the same time. */
  resume(load: string): Promise<void> {
    return this.betweenChanges(async () => {
      await this.#ask('resume', load, { load, atEpochMs: this.#clock.now() });
    });
  }

  scale(load: string, scaling: Scaling): Promise<void> {
    return this.betweenChanges(async () => {
      await this.#ask('scale', load, { load, scaling, atMs: await this.#hold(load) });
    });
  }

  async state(load: string): Promise<LoadState> {
    return joinedStates(await this.#ask('state', load, { load }));
  }

  async meter(load: string): Promise<LoadMeter> {
    return joinedMeters(await this.#ask('meter', load, { load }));
  }

  /** Does something while no change is under way: all threads have made the same ones. */
  betweenChanges<Done>(work: () => Promise<Done>): Promise<Done> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #hold(load: string): Promise<number> {
    return Math.max(...(await this.#ask('hold', load, { load, inMs: LEAD_MS })));
  }

  async #ask<Name extends CallName>(
    call: Name,
    load: string,
    ask: Calls[Name]['ask'],
  ): Promise<readonly Calls[Name]['answer'][]> {
    return Promise.all(this.#threadsOf(load).map((thread) => thread.ask(call, ask)));
  }
}
