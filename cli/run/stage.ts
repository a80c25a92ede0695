import { EnvironmentError } from '../core/errors.ts';
import { createLoadEngine } from '../load/create-load-engine.ts';
import type { LoadEngine } from '../load/engine.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import type { Platform, RunSession } from '../platform/platform.ts';
import type { RunFolder } from './run-folder.ts';
import type { ChaosEvent } from './run-record.ts';

/** Everything a run plays on: the load engine, and the shop when it is ours. */
export interface Stage {
  readonly engine: LoadEngine;
  /** Absent for a target given by URL: nothing can be injected there, and no telemetry comes back. */
  readonly session?: RunSession;
  readonly targetUrl: string;
  /** Aborts when a store or the supervisor is lost; its reason says which and how. */
  readonly lost: AbortSignal;
  /** What instances did unasked. */
  readonly instanceEvents: readonly ChaosEvent[];
  /** Ends the load and sends its spans, brings telemetry home, lets the next run in. Safe to call twice. */
  close(): Promise<void>;
}

/** How long a target may take for its first answer. */
const FIRST_ANSWER_MS = 5000;

/**
 * Opens the stage of a run: takes the shop, sends its telemetry to the run's own file, starts the load's thread.
 * @throws EnvironmentError when nothing is deployed, another run has the shop, or the target does not answer
 */
export async function openStage(plan: RunPlan, platform: Platform, folder: RunFolder): Promise<Stage> {
  const lost = new AbortController();
  const instanceEvents: ChaosEvent[] = [];
  const session = plan.targetUrl === undefined ? await platform.openRun(folder.id) : undefined;
  try {
    const targetUrl = plan.targetUrl ?? session?.shop.url ?? '';
    await awaitFirstAnswer(targetUrl);
    session?.onInstanceEvent((event) => {
      instanceEvents.push({
        atMs: event.atMs,
        kind: event.kind === 'ended' ? 'instance-ended' : 'instance-started',
        text: `${event.name} ${event.text}`,
      });
      if (event.kind === 'ended' && event.role !== 'service') lost.abort(lostError(event.name, event.text));
    });
    await session?.recordTelemetry(folder.telemetryFile);
    const otlpUrl = session?.shop.otlpUrl;
    const engine = await createLoadEngine({
      targetUrl,
      seed: plan.seed,
      runId: folder.id,
      ...(otlpUrl === undefined ? {} : { otlpUrl }),
    });
    const close = closer(engine, session);
    return {
      engine,
      ...(session === undefined ? {} : { session }),
      targetUrl,
      lost: lost.signal,
      instanceEvents,
      close,
    };
  } catch (error) {
    await session?.close();
    throw error;
  }
}

/** The load's spans must be out before the services flush, and all must be stored before the file is closed. */
function closer(engine: LoadEngine, session: RunSession | undefined): () => Promise<void> {
  let closed: Promise<void> | undefined;
  const close = async () => {
    await engine.close();
    await session?.flushTelemetry().catch(() => undefined);
    await session?.close();
  };
  return () => {
    closed ??= close();
    return closed;
  };
}

async function awaitFirstAnswer(targetUrl: string): Promise<void> {
  try {
    const response = await fetch(targetUrl, { signal: AbortSignal.timeout(FIRST_ANSWER_MS) });
    await response.body?.cancel();
  } catch (cause) {
    const { message } = (cause as { cause?: Error }).cause ?? (cause as Error);
    throw new EnvironmentError(`no answer from ${targetUrl}: ${message}`, {
      code: 'SHOPCTL_TARGET_UNREACHABLE',
      hint: 'Start the shop with `shopctl deploy`, or give the right address with --target.',
      cause,
    });
  }
}

function lostError(name: string, text: string): EnvironmentError {
  return new EnvironmentError(`${name} was lost during the run: ${text}`, {
    code: 'SHOPCTL_STORE_LOST',
    hint: 'Every fault was undone. `shopctl status` shows the shop now; `shopctl deploy` starts what is missing.',
  });
}
