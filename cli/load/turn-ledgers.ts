import type { Clock } from '../core/clock.ts';
import type { LoadPlan } from '../plan/run-plan.ts';
import { WINDOW_STEP_MS } from '../plan/threshold.ts';
import type { Ledger } from './measure/ledger.ts';
import { measuredFromMs } from './run-span.ts';

/** The ledgers of a load that plays. */
export interface TurnedLedgers {
  readonly load: LoadPlan;
  readonly startAtMs: number;
  /** When a load goes on that was played in part before; its ledgers begin here. */
  readonly resumedAtMs?: number;
  readonly ledger: Ledger;
  readonly warmUpLedger?: Ledger;
  readonly clock: Clock;
  /** How much later than it happens a ledger is told, in milliseconds; 0 when left out. */
  readonly toldAfterMs?: number;
  /** Whether the load has ended: nothing is turned any more. */
  isOver(): boolean;
}

/** Ends the seconds and moves the rolling windows of a load in time, also when nothing ends meanwhile. */
export function turnLedgers(ledgers: TurnedLedgers): void {
  void turnSeconds(ledgers);
  void moveWindows(ledgers);
}

async function turnSeconds(ledgers: TurnedLedgers): Promise<void> {
  const {
    load,
    startAtMs,
    resumedAtMs = startAtMs,
    ledger,
    warmUpLedger,
    clock,
    toldAfterMs = 0,
    isOver,
  } = ledgers;
  const fromMs = measuredFromMs({ load, startAtMs });
  for (let nextMs = Math.floor(resumedAtMs / 1000) * 1000 + 1000; !isOver(); nextMs += 1000) {
    await clock.sleepUntil(nextMs + toldAfterMs);
    if (isOver()) return;
    if (nextMs <= fromMs) warmUpLedger?.seconds.turnTo(clock.now() - toldAfterMs);
    ledger.seconds.turnTo(clock.now() - toldAfterMs);
  }
}

async function moveWindows(ledgers: TurnedLedgers): Promise<void> {
  const { startAtMs, resumedAtMs = startAtMs, ledger, clock, toldAfterMs = 0, isOver } = ledgers;
  const { watch } = ledger;
  if (watch === undefined) return;
  for (let nextMs = resumedAtMs + WINDOW_STEP_MS; !isOver(); nextMs += WINDOW_STEP_MS) {
    await clock.sleepUntil(nextMs + toldAfterMs);
    if (!isOver()) watch.turnTo(clock.now() - toldAfterMs);
  }
}
