import type { UserStage } from '../plan/run-plan.ts';
import type { Change } from './arrivals.ts';
import { type Delivery, deliveredOf } from './delivery.ts';
import { Iterations, waitAtMost } from './iterations.ts';
import { factorOf, type LoadState, type Scaling } from './load-control.ts';
import type { LoadRun, LoadRunOptions } from './load-run.ts';
import { PlanClock } from './plan-clock.ts';
import { FROM_THE_START, type PlanProgress } from './plan-progress.ts';
import { measuredFromMs, overError, resumeLoad, stateOf } from './run-span.ts';
import { scaledUserStages } from './scaled-stages.ts';
import { type Stripe, WHOLE } from './stripe.ts';
import type { Delivered } from './summary.ts';
import { type UserCourse, userCourseOf, usersAt } from './user-course.ts';

/**
 * Plays a closed load: each virtual user starts an iteration when the one before has ended, so a slow target gets
 * fewer of them. Nothing is due at any time: nothing can be late, wait for its turn or be dropped. Users who are
 * too many end the iteration they are in.
 */
export class ClosedRun implements LoadRun {
  readonly finished: Promise<void>;
  readonly #options: LoadRunOptions;
  readonly #time: PlanClock;
  readonly #iterations: Iterations;
  readonly #stopped = new AbortController();
  readonly #users = new Set<number>();
  readonly #stripe: Stripe;
  readonly #nextIndex: () => number;
  /** The number after the last one that was played here. */
  #next: number;
  readonly #changes: Change[];
  #stages: readonly UserStage[];
  #course: UserCourse;
  /** How many changes of the course were reached. */
  #reached = 0;
  /** Users of the stripe from 0 up to here are there by the course… */
  #planned = 0;
  /** Milliseconds of the plan when its users were gone. */
  #endedMs: number | undefined;
  #sayEmpty: () => void = () => undefined;

  constructor(options: LoadRunOptions, stages: readonly UserStage[]) {
    this.#options = options;
    const { progress = FROM_THE_START } = options;
    this.#changes = [...progress.changes];
    this.#stages = this.#changes.reduce(
      (planned, { atMs, factor }) => scaledUserStages(planned, atMs, factor),
      stages,
    );
    this.#course = userCourseOf(this.#stages);
    this.#next = progress.next;
    this.#stripe = options.stripe ?? WHOLE;
    this.#nextIndex = options.nextIndex ?? countedFrom(progress.next);
    this.#time = new PlanClock(options);
    this.#iterations = new Iterations((iteration) => options.play(iteration), measuredFromMs(options));
    this.finished = this.#playAll();
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopped.abort();
    this.#time.wake();
    await waitAtMost(graceMs, this.finished, this.#options.clock);
    this.#iterations.interrupt();
    await this.finished;
  }

  /** Users end the iteration they are in, and wait. */
  pause(): void {
    if (!this.#isOver) this.#time.pause();
  }

  resume(): void {
    resumeLoad(this.#time, this.#iterations, this.#options.load.warmUpMs);
  }

  scale(scaling: Scaling): void {
    if (this.#isOver) throw overError(this.#options.load);
    const atMs = Math.max(0, this.#time.elapsedMs);
    const factor = factorOf(scaling, { users: usersAt(this.#stages, atMs) });
    this.#changes.push({ atMs, factor, done: 0 });
    this.#stages = scaledUserStages(this.#stages, atMs, factor);
    this.#course = userCourseOf(this.#stages);
    this.#reached = 0;
    this.#time.wake();
  }

  state(): LoadState {
    return {
      ...stateOf(this.#options.load, this.#time, this.#iterations),
      ...(this.#isOver ? { state: 'over' } : {}),
      elapsedMs: this.#elapsedMs(),
      durationMs: this.#course.durationMs,
      users: this.#isOver ? 0 : this.#planned,
    };
  }

  delivered(): Delivered {
    return deliveredOf(this.#options.load, this.delivery());
  }

  delivery(): Delivery {
    return {
      counts: this.#iterations.measured.counts,
      warmUp: this.#iterations.warmUp.counts,
      elapsedMs: this.#elapsedMs(),
      pausedMs: this.#time.pausedMs,
      users: this.#course.mostUsers,
    };
  }

  progress(): PlanProgress {
    return { elapsedMs: this.#elapsedMs(), next: this.#next, changes: [...this.#changes] };
  }

  get #isOver(): boolean {
    return this.#stopped.signal.aborted || this.#endedMs !== undefined;
  }

  /** …and those that are too many end the iteration they are in. */
  get #wanted(): number {
    return this.#isOver || this.#time.isPaused ? 0 : this.#planned;
  }

  /** Milliseconds of the plan over which users started iterations, so far. */
  #elapsedMs(): number {
    return Math.max(0, Math.min(this.#endedMs ?? this.#time.elapsedMs, this.#course.durationMs));
  }

  async #playAll(): Promise<void> {
    await this.#time.reachResumed(this.#options.progress);
    while (!this.#stopped.signal.aborted && !this.#time.isReached(this.#course.durationMs)) {
      this.#follow();
      await this.#time.reach(this.#course.changes[this.#reached]?.atMs ?? this.#course.durationMs, 0);
    }
    this.#time.resume();
    this.#endedMs = this.#time.elapsedMs;
    if (this.#users.size > 0) {
      await new Promise<void>((resolve) => {
        this.#sayEmpty = resolve;
      });
    }
  }

  /** Brings as many users as the course has by now; those who are too many see it themselves. */
  #follow(): void {
    const { changes } = this.#course;
    for (let next = changes[this.#reached]; next !== undefined; next = changes[this.#reached]) {
      if (!this.#time.isReached(next.atMs)) break;
      this.#planned = next.users;
      this.#reached += 1;
    }
    const { index, count } = this.#stripe;
    for (let user = index; user < this.#wanted; user += count) {
      if (!this.#users.has(user)) void this.#playUser(user);
    }
  }

  async #playUser(user: number): Promise<void> {
    const { clock, pacer } = this.#options;
    this.#users.add(user);
    while (user < this.#wanted) {
      const index = this.#nextIndex();
      this.#next = index + 1;
      await this.#iterations.play({ index, user, dueAtMs: clock.now() });
      // Iterations that draw nothing take no time: others must get their turn between them.
      await pacer.nextTurn();
    }
    this.#users.delete(user);
    if (this.#users.size === 0) this.#sayEmpty();
  }
}

function countedFrom(first: number): () => number {
  let next = first;
  return () => next++;
}
