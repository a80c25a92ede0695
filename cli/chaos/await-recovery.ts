import type { Clock } from '../core/clock.ts';
import { formatDuration } from '../core/duration.ts';
import type { RecoveryPlan } from '../plan/run-plan.ts';
import type { TimeWindow } from '../plan/run-timeline.ts';
import type { SteadyState } from './steady-state.ts';

/** Whether and when the shop was itself again. */
export interface Recovery {
  readonly outcome: 'recovered' | 'not-recovered' | 'not-checked';
  /** From the undo to the start of the steady stretch that proved it. */
  readonly tookMs?: number;
  readonly reason: string;
}

export interface RecoveryWatch {
  readonly plan: RecoveryPlan;
  readonly undoneAtMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Judges what users and probes met in a stretch of whole seconds. */
  readonly look: (window: TimeWindow) => Promise<SteadyState>;
}

const SECOND_MS = 1000;

/**
 * Watches the shop second by second until it was steady for long enough after the undo, or time is up.
 * Requests that began under the fault may still end slowly, which is why the first stretch need not do.
 * @throws the signal's reason when it aborts first
 */
export async function awaitRecovery(watch: RecoveryWatch): Promise<Recovery> {
  const { plan, undoneAtMs, clock, signal, look } = watch;
  const firstMs = Math.ceil(undoneAtMs / SECOND_MS) * SECOND_MS;
  let reason = 'time was too short for one look';
  for (let toMs = firstMs + plan.steadyForMs; toMs <= undoneAtMs + plan.deadlineMs; toMs += SECOND_MS) {
    await clock.sleepUntil(toMs, signal);
    const fromMs = toMs - plan.steadyForMs;
    const stretch = await look({ fromMs, toMs });
    if (stretch.isSteady) {
      const proof = `${stretch.requests} requests as before the fault in ${formatDuration(plan.steadyForMs)}`;
      return { outcome: 'recovered', tookMs: fromMs - undoneAtMs, reason: proof };
    }
    reason = stretch.reasons.join('; ');
  }
  return {
    outcome: 'not-recovered',
    reason: `not steady within ${formatDuration(plan.deadlineMs)}: ${reason}`,
  };
}
