import type { UserStage } from '../plan/run-plan.ts';
import type { Change } from './arrivals.ts';
import { type Delivery, deliveredOf } from './delivery.ts';
import { Iterations, waitAtMost } from './iterations.ts';
import { factorOf, type LoadState, type Scaling } from './load-control.ts';
import type { LoadRun, LoadRunOptions } from './load-run.ts';
import { PlanChanges } from './plan-changes.ts';
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
  readonly #changing: PlanChanges;
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
    this.#changing = new PlanChanges(this.#time, options.progress, {
      endMs: () => this.#course.durationMs,
      catchUp: () => this.#follow(),
    });
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

  hold(inMs: number): number {
    return this.#changing.hold(inMs);
  }

  /** Users end the iteration they are in, and wait. */
  async pause(atMs = this.hold(0)): Promise<void> {
    await this.#changing.make(atMs, () => this.#time.pause(atMs));
  }

  resume(atEpochMs?: number): void {
    resumeLoad({ ...this.#options, time: this.#time, iterations: this.#iterations }, atEpochMs);
  }

  async scale(scaling: Scaling, atMs = this.hold(0)): Promise<void> {
    const made = await this.#changing.make(atMs, () => this.#scaleRest(scaling, Math.max(0, atMs)));
    if (made === 'over') throw overError(this.#options.load);
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
      const nextMs = this.#course.changes[this.#reached]?.atMs ?? this.#course.durationMs;
      await this.#time.reach(Math.min(nextMs, this.#changing.nextMs), 0);
    }
    this.#changing.end();
    this.#time.resume();
    this.#endedMs = this.#time.elapsedMs;
    if (this.#users.size > 0) {
      await new Promise<void>((resolve) => {
        this.#sayEmpty = resolve;
      });
    }
  }

  #scaleRest(scaling: Scaling, atMs: number): void {
    const factor = factorOf(scaling, { users: usersAt(this.#stages, atMs) });
    this.#changes.push({ atMs, factor, done: 0 });
    this.#stages = scaledUserStages(this.#stages, atMs, factor);
    this.#course = userCourseOf(this.#stages);
    this.#reached = 0;
  }

  /** Brings as many users as the course has by now, and makes every change whose moment has come. */
  #follow(): void {
    do this.#followCourse();
    while (!this.#isOver && this.#changing.makeNext());
    this.#bringUsers();
  }

  #followCourse(): void {
    const { changes } = this.#course;
    for (let next = changes[this.#reached]; next !== undefined; next = changes[this.#reached]) {
      if (!this.#time.isReached(next.atMs)) break;
      this.#planned = next.users;
      this.#reached += 1;
    }
  }

  /** Those who are too many see it themselves. */
  #bringUsers(): void {
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
