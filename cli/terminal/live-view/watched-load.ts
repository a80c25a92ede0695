import { deliveredOf } from '../../load/delivery.ts';
import type { LoadLook } from '../../load/load-look.ts';
import { judgeGenerator } from '../../load/measure/generator-health.ts';
import type { LoadWindow } from '../../load/summary.ts';
import type { LoadPlan, RunPlan } from '../../plan/run-plan.ts';
import { WINDOW_STEP_MS } from '../../plan/threshold.ts';
import type { SearchStanding } from '../../run/run-progress.ts';
import { courseOfLook } from './course-of-look.ts';
import { LiveThresholds } from './live-thresholds.ts';
import { recentRates, recentWork } from './recent-figures.ts';
import { AllTimes, RECENT_MS } from './subject-times.ts';
import type { CountsView, GeneratorView, SecondView, ViewState } from './view-state.ts';

/** More than any terminal is wide. */
const MOST_SECONDS = 500;

/** What the view needs of a plan. */
export type WatchedPlan = Pick<RunPlan, 'name' | 'thresholds' | 'search'>;

/** A load as it is looked at four times a second: turns looks into what the view shows. */
export class WatchedLoad {
  readonly #plan: WatchedPlan;
  readonly #load: LoadPlan;
  readonly #times: AllTimes;
  readonly #thresholds: LiveThresholds;
  readonly #seconds: SecondView[] = [];
  /** Those of the last seconds, the oldest first. */
  readonly #looks: LoadLook[] = [];
  #firstAtMs: number | undefined;
  #turns = 0;
  #search: SearchStanding | undefined;

  constructor(plan: WatchedPlan, load: LoadPlan) {
    this.#plan = plan;
    this.#load = load;
    this.#times = new AllTimes(load.mix.map(({ journey }) => journey));
    this.#thresholds = new LiveThresholds([...plan.thresholds, ...(plan.search?.slos ?? [])]);
  }

  /** Takes a second that is over, of this load or of another. */
  second({ load, started, p95Ms }: LoadWindow): void {
    if (load !== this.#load.name) return;
    this.#seconds.push({ started, ...(p95Ms === undefined ? {} : { p95Ms }) });
    if (this.#seconds.length > MOST_SECONDS) this.#seconds.shift();
  }

  search(standing: SearchStanding): void {
    this.#search = standing;
  }

  break(expression: string): void {
    this.#thresholds.break(expression);
  }

  look(look: LoadLook): void {
    this.#firstAtMs ??= look.atMs - WINDOW_STEP_MS;
    // Looks come early or late; windows move with the time, and what a late one tells counts as of now.
    const turns = Math.floor((look.atMs - this.#firstAtMs) / WINDOW_STEP_MS);
    while (this.#turns + 1 < turns) this.#turn();
    this.#times.add(look);
    this.#thresholds.add(look);
    if (this.#turns < turns) this.#turn();
    const { atMs, state, delivery, work } = look;
    this.#looks.push({ atMs, state, delivery, work, measured: [], warmUp: [] });
    while ((this.#looks[1]?.atMs ?? atMs) < atMs - RECENT_MS) this.#looks.shift();
  }

  /** @param nowMs epoch milliseconds @param keys what can be done */
  view(nowMs: number, keys: readonly string[]): ViewState {
    const look = this.#looks.at(-1);
    return {
      course: courseOfLook(this.#plan, this.#load, look, nowMs),
      ...(look === undefined ? {} : { counts: this.#counts(look), generator: this.#generator(look) }),
      ...(this.#search === undefined ? {} : { search: this.#search }),
      seconds: this.#seconds,
      journeys: [this.#times.all(), ...this.#times.journeys()],
      endpoints: this.#times.endpoints(),
      recentMs: this.#recentMs,
      thresholds: this.#thresholds.views(),
      keys,
    };
  }

  #turn(): void {
    this.#turns += 1;
    this.#times.turn();
    this.#thresholds.turn();
  }

  get #recentMs(): number {
    return Math.min(RECENT_MS, this.#turns * WINDOW_STEP_MS);
  }

  #counts({ state, delivery }: LoadLook): CountsView {
    const { counts, warmUp, schedule } = delivery;
    const { recent, errors } = this.#times.all();
    return {
      ...(state.ratePerSecond === undefined ? {} : { wantedPerSecond: state.ratePerSecond }),
      ...(state.users === undefined ? {} : { wantedUsers: state.users }),
      ...recentRates(this.#looks, recent.count, this.#recentMs),
      inFlight: state.inFlight,
      maxInFlight: this.#load.maxInFlight,
      started: state.started,
      completed: counts.completed + warmUp.completed,
      dropped: state.dropped,
      interrupted: counts.interrupted + warmUp.interrupted,
      waited: schedule?.waited ?? 0,
      errors,
    };
  }

  #generator({ delivery, work }: LoadLook): GeneratorView {
    const { name, probe, maxInFlight } = this.#load;
    const delivered = deliveredOf(this.#load, delivery);
    const { startLag, late = 0 } = delivered;
    const isJudged = this.#plan.search === undefined;
    const health = judgeGenerator(work, [{ name, probe, delivered }], new Map([[name, maxInFlight]]));
    return {
      ...recentWork(this.#looks),
      busyPart: work.by === undefined ? 'event loop' : 'machine',
      ...(startLag === undefined ? {} : { startLag }),
      late,
      invalid: isJudged ? health.invalid : [],
      isJudged,
    };
  }
}
