import type { PlanClock } from './plan-clock.ts';
import type { PlanProgress } from './plan-progress.ts';

/** A change that is in force from a moment of the plan on. */
interface Change {
  readonly atMs: number;
  make(): void;
  /** Says whether the plan was over before. */
  end(isOver: boolean): void;
  refuse(error: unknown): void;
}

/** What a plan can be asked. */
export interface ChangedPlan {
  /** When the plan is over, in milliseconds of it: nothing is changed from then on, also where that was not noticed yet. */
  endMs(): number;
  /** Does everything that the plan wanted by now. */
  catchUp(): void;
}

/**
 * Changes a plan exactly at a moment of it, however late the thread notices that this has come: nothing that is due
 * after the moment is started before the change is made. So all threads that play a load can change it at the same
 * moment: each is asked for one that it has not reached, holds there, and all take the latest of them.
 */
export class PlanChanges {
  readonly #time: PlanClock;
  readonly #playedMs: number;
  readonly #plan: ChangedPlan;
  /** In their order. */
  #waiting: readonly Change[] = [];
  #isOver = false;

  /** @param progress what an earlier run has played, and can be changed no more */
  constructor(time: PlanClock, progress: PlanProgress | undefined, plan: ChangedPlan) {
    this.#time = time;
    this.#playedMs = progress?.elapsedMs ?? Number.NEGATIVE_INFINITY;
    this.#plan = plan;
  }

  /** The moment of the next change in milliseconds of the plan; infinite where there is none. */
  get nextMs(): number {
    return this.#waiting[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Keeps the plan from going beyond a moment until a change is made.
   * @param inMs how soon it is; now where the plan is paused
   * @returns the moment in milliseconds of the plan, never before what was played
   */
  hold(inMs: number): number {
    const { elapsedMs, isPaused } = this.#time;
    const atMs = Math.max(this.#playedMs, elapsedMs + (isPaused ? 0 : inMs));
    if (!this.#isOver && this.#waiting.length === 0) this.#time.hold(atMs);
    return atMs;
  }

  /**
   * Makes a change at a moment of the plan, at or after the one that was held.
   * @returns whether the plan was over before it came
   * @throws what the change throws
   */
  make(atMs: number, change: () => void): Promise<'made' | 'over'> {
    if (this.#isOver) return Promise.resolve('over');
    const made = new Promise<'made' | 'over'>((resolve, reject) => {
      const end = (isOver: boolean) => resolve(isOver ? 'over' : 'made');
      this.#waiting = [...this.#waiting, { atMs, make: change, end, refuse: reject }];
    });
    this.#holdNext();
    this.#plan.catchUp();
    return made;
  }

  /** Makes the next change if its moment has come; called when all that is due by then was started. @returns whether it was */
  makeNext(): boolean {
    const [next, ...others] = this.#waiting;
    if (next === undefined || next.atMs >= this.#plan.endMs() || !this.#time.isReached(next.atMs))
      return false;
    this.#waiting = others;
    try {
      next.make();
      next.end(false);
    } catch (error) {
      next.refuse(error);
    }
    this.#holdNext();
    return true;
  }

  /** The plan is over: nothing can be changed any more. */
  end(): void {
    this.#isOver = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#holdNext();
    for (const change of waiting) change.end(true);
  }

  #holdNext(): void {
    this.#time.hold(this.nextMs);
    this.#time.wake();
  }
}
