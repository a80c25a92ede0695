import type { FlagOverride } from '../../target-shop/contract/chaos-wire.ts';
import type { ServiceName } from '../../target-shop/service-table.ts';
import type { FaultPlan } from '../plan/run-plan.ts';
import type { FaultWindow } from '../plan/run-timeline.ts';

/** When the clock of the faults starts, how fast it goes and when it ends. */
export interface FaultClock {
  /** Epoch milliseconds of demo minute 0. */
  readonly startedAtMs: number;
  /** Real milliseconds from the start to the end. */
  readonly durationMs: number;
  /** Demo seconds per real second, > 0. */
  readonly speed: number;
  readonly seed: number;
}

/**
 * One kind of fault: what it pushes to whom, and what it plans to cause when. Pure: the injector pushes,
 * keeps alive and undoes; a fault only says what. Each kind is one file in `faults/`.
 */
export interface Fault {
  readonly kind: FaultPlan['kind'];
  /** Services whose instances take the overrides. */
  readonly services: readonly ServiceName[];
  overrides(plan: FaultPlan, clock: FaultClock): readonly FlagOverride[];
  /** The stretches over which the plan does not change, in order. */
  windows(plan: FaultPlan, clock: FaultClock): readonly FaultWindow[];
}
