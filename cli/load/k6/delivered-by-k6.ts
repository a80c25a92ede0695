import { loadDurationMs } from '../../plan/load-duration.ts';
import type { LoadPlan } from '../../plan/run-plan.ts';
import { type Delivery, deliveredOf } from '../delivery.ts';
import type { Delivered } from '../summary.ts';
import { userCourseOf } from '../user-course.ts';
import type { K6Load } from './k6-load.ts';

/** Answers how a load was delivered, from what k6 has told so far. @param untilMs epoch milliseconds: now, or its end */
export function deliveredByK6(load: LoadPlan, told: K6Load, untilMs: number): Delivered {
  return deliveredOf(load, deliveryByK6(load, told, untilMs));
}

/** The same in figures that add up. */
export function deliveryByK6(load: LoadPlan, told: K6Load, untilMs: number): Delivery {
  const spentMs = untilMs - (told.startedAtMs ?? untilMs);
  return {
    counts: told.measured.counts,
    warmUp: told.warmUp.counts,
    elapsedMs: Math.max(0, Math.min(spentMs, loadDurationMs(load))),
    pausedMs: 0,
    ...(load.userStages === undefined
      ? { schedule: { ...told.lags.counts, waited: 0 } }
      : { users: userCourseOf(load.userStages).mostUsers }),
  };
}
