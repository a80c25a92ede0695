import { loadDurationMs } from '../../plan/load-duration.ts';
import type { LoadPlan } from '../../plan/run-plan.ts';
import type { LoadLook } from '../load-look.ts';
import { usersAt } from '../user-course.ts';
import { deliveryByK6 } from './delivered-by-k6.ts';
import type { K6Load } from './k6-load.ts';

/** A load that k6 plays, what it told of it, and until when. */
export interface ToldByK6 {
  readonly load: LoadPlan;
  readonly told: K6Load;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** Answers where a load of k6 stands. k6 says how many iterations it has dropped only at its end: until then, 0. */
export function lookAtK6(
  { load, told, atMs }: ToldByK6,
  isOver: boolean,
): Pick<LoadLook, 'state' | 'delivery'> {
  const delivery = deliveryByK6(load, told, atMs);
  const { counts, warmUp, elapsedMs } = delivery;
  const { name, userStages } = load;
  const ratePerSecond = told.ratePerSecondAt(elapsedMs);
  const durationMs = loadDurationMs(load);
  return {
    delivery,
    state: {
      name,
      state: isOver || elapsedMs >= durationMs ? 'over' : 'playing',
      elapsedMs,
      durationMs,
      ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
      ...(userStages === undefined ? {} : { users: Math.round(usersAt(userStages, elapsedMs)) }),
      started: counts.started + warmUp.started,
      dropped: counts.dropped + warmUp.dropped,
      inFlight: told.inFlight,
    },
  };
}
