import type { UserStage } from '../plan/run-plan.ts';
import { type Delivery, deliveredOf } from './delivery.ts';
import { Iterations, waitAtMost } from './iterations.ts';
import type { LoadRun, LoadRunOptions } from './load-run.ts';
import { measuredFromMs } from './run-span.ts';
import { type Stripe, WHOLE } from './stripe.ts';
import type { Delivered } from './summary.ts';
import { type UserCourse, userCourseOf } from './user-course.ts';

/**
 * Plays a closed load: each virtual user starts an iteration when the one before has ended, so a slow target gets
 * fewer of them. Nothing is due at any time: nothing can be late, wait for its turn or be dropped. Users who are
 * too many end the iteration they are in.
 */
export class ClosedRun implements LoadRun {
  readonly finished: Promise<void>;
  readonly #options: LoadRunOptions;
  readonly #course: UserCourse;
  readonly #iterations: Iterations;
  readonly #stopped = new AbortController();
  readonly #users = new Set<number>();
  readonly #stripe: Stripe;
  /** Users of the stripe go on from 0 up to here. */
  #wanted = 0;
  readonly #nextIndex: () => number;
  #endedAtMs: number | undefined;
  #sayEmpty: () => void = () => undefined;

  constructor(options: LoadRunOptions, stages: readonly UserStage[]) {
    this.#options = options;
    this.#course = userCourseOf(stages);
    this.#stripe = options.stripe ?? WHOLE;
    this.#nextIndex = options.nextIndex ?? countedFrom0();
    this.#iterations = new Iterations((iteration) => options.play(iteration), measuredFromMs(options));
    this.finished = this.#playAll();
  }

  async stop(graceMs: number): Promise<void> {
    this.#wanted = 0;
    this.#stopped.abort();
    await waitAtMost(graceMs, this.finished, this.#options.clock);
    this.#iterations.interrupt();
    await this.finished;
  }

  delivered(): Delivered {
    return deliveredOf(this.#options.load, this.delivery());
  }

  delivery(): Delivery {
    return {
      counts: this.#iterations.measured.counts,
      warmUp: this.#iterations.warmUp.counts,
      elapsedMs: this.#elapsedMs(),
      users: this.#course.mostUsers,
    };
  }

  /** Milliseconds over which users started iterations, so far. */
  #elapsedMs(): number {
    const { clock, startAtMs } = this.#options;
    const untilMs = this.#endedAtMs ?? clock.now();
    return Math.max(0, Math.min(untilMs - startAtMs, this.#course.durationMs));
  }

  async #playAll(): Promise<void> {
    for (const { atMs, users } of this.#course.changes) {
      await this.#reach(atMs);
      if (this.#stopped.signal.aborted) break;
      this.#wanted = users;
      const { index, count } = this.#stripe;
      for (let user = index; user < users; user += count) {
        if (!this.#users.has(user)) void this.#playUser(user);
      }
    }
    await this.#reach(this.#course.durationMs);
    this.#wanted = 0;
    this.#endedAtMs = this.#options.clock.now();
    await new Promise<void>((resolve) => {
      this.#sayEmpty = resolve;
      if (this.#users.size === 0) resolve();
    });
  }

  #reach(elapsedMs: number): Promise<void> {
    const { pacer, startAtMs } = this.#options;
    return pacer.waitUntil(startAtMs + elapsedMs, 0, this.#stopped.signal);
  }

  async #playUser(user: number): Promise<void> {
    const { clock, pacer } = this.#options;
    this.#users.add(user);
    while (user < this.#wanted) {
      const index = this.#nextIndex();
      await this.#iterations.play({ index, user, dueAtMs: clock.now() });
      // Iterations that draw nothing take no time: others must get their turn between them.
      await pacer.waitUntil(clock.now(), 0, this.#stopped.signal);
    }
    this.#users.delete(user);
    if (this.#users.size === 0) this.#sayEmpty();
  }
}

function countedFrom0(): () => number {
  let next = 0;
  return () => next++;
}
