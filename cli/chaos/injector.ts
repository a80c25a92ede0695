import type { ChaosState } from '../../target-shop/contract/chaos-wire.ts';
import { servicesOf } from '../../target-shop/service-table.ts';
import type { Clock } from '../core/clock.ts';
import type { ExperimentPlan } from '../plan/run-plan.ts';
import type { FaultWindow } from '../plan/run-timeline.ts';
import type { RunSession } from '../platform/platform.ts';
import type { FaultClock } from './fault.ts';
import { faultOf } from './faults/registry.ts';
import type { UndoJournal } from './undo-journal.ts';

/** What an injector works with. */
export interface InjectorParts {
  readonly runId: string;
  readonly session: Pick<RunSession, 'applyOverrides' | 'releaseOverrides'> & {
    readonly shop: Pick<RunSession['shop'], 'size'>;
  };
  readonly journal: UndoJournal;
  readonly clock: Clock;
}

/** The end of the faults: how long the proof took, and what was still in force after the last try. */
export interface Undone {
  readonly tookMs: number;
  readonly left: readonly ChaosState[];
}

/** Puts an experiment's faults and flags in force, and takes them back. */
export interface Injector {
  /** Journals, then injects; answers the stretches of the fault that now begin. */
  inject(experiment: ExperimentPlan, clock: FaultClock): Promise<readonly FaultWindow[]>;
  /** Takes everything back and looks whether it is gone; `undefined` when nothing was ever injected. Safe to call twice. */
  undo(): Promise<Undone | undefined>;
}

/** How often an undo is tried again while an instance still holds an override. */
const UNDO_TRIES = 5;
const UNDO_PAUSE_MS = 200;

/** Answers an injector for one run. */
export function createInjector({ runId, session, journal, clock }: InjectorParts): Injector {
  let hasInjected = false;
  let undone: Promise<Undone> | undefined;

  async function release(): Promise<Undone> {
    const startedAtMs = clock.now();
    let left = await session.releaseOverrides();
    for (let tries = 1; left.length > 0 && tries < UNDO_TRIES; tries += 1) {
      await clock.sleepUntil(clock.now() + UNDO_PAUSE_MS);
      left = await session.releaseOverrides();
    }
    if (left.length === 0) journal.append({ kind: 'undone', atMs: clock.now(), runId });
    return { tookMs: clock.now() - startedAtMs, left };
  }

  return {
    async inject(experiment, faultClock) {
      const allServices = servicesOf(session.shop.size).map(({ name }) => name);
      const pushes = [
        ...experiment.faults.map((plan) => {
          const fault = faultOf(plan.kind);
          return { services: fault.services, overrides: fault.overrides(plan, faultClock) };
        }),
        ...(experiment.flags.length > 0 ? [{ services: allServices, overrides: experiment.flags }] : []),
      ];
      for (const { services, overrides } of pushes) {
        journal.append({ kind: 'will-inject', atMs: clock.now(), runId, services, overrides });
        hasInjected = true;
        await session.applyOverrides(services, overrides);
      }
      journal.append({ kind: 'injected', atMs: clock.now(), runId });
      return experiment.faults.flatMap((plan) => faultOf(plan.kind).windows(plan, faultClock));
    },
    async undo() {
      if (!hasInjected) return undefined;
      undone ??= release();
      return undone;
    },
  };
}
