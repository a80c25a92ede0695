import { EnvironmentError } from '../core/errors.ts';
import { createLoadEngine } from '../load/create-load-engine.ts';
import type { LoadEngine, LoadEngineOptions } from '../load/engine.ts';
import { openOutputs, takesPoints } from '../load/outputs/open-outputs.ts';
import type { Output } from '../load/outputs/output.ts';
import type { OutputTarget } from '../load/outputs/parse-output.ts';
import { heapFor } from '../load/workers/heap-for-users.ts';
import { requestsToRunIn } from '../load/workers/run-in-requests.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import type { Platform, RunSession } from '../platform/platform.ts';
import { awaitFirstAnswer, readWire } from './reach-target.ts';
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
  /** Outputs that do not hold the whole run, once it is closed. */
  readonly lostOutputs: readonly string[];
  /** Ends the load and sends its spans, brings telemetry home, lets the next run in. Safe to call twice. */
  close(): Promise<void>;
}

export interface StageOptions {
  readonly platform: Platform;
  /** Where every request is told to while the load plays. */
  readonly outputs?: readonly OutputTarget[];
  /** What the plan's proxy is told of us; the plan does not keep it. */
  readonly proxyAuthorization?: string;
  /** Whether somebody looks at the load while it plays. */
  readonly isLookedAt?: boolean;
}

/**
 * Opens the stage of a run: takes the shop, sends its telemetry to the run's own file, starts the load's thread.
 * @throws EnvironmentError when nothing is deployed, another run has the shop, or the target does not answer
 */
export async function openStage(
  plan: RunPlan,
  { platform, outputs = [], proxyAuthorization, isLookedAt = false }: StageOptions,
  folder: RunFolder,
): Promise<Stage> {
  const output = await openOutputs(outputs, folder.id);
  let session: RunSession | undefined;
  try {
    session = plan.targetUrl === undefined ? await platform.openRun(folder.id) : undefined;
    const targetUrl = plan.targetUrl ?? session?.shop.url ?? '';
    const wire = readWire(plan.wire, proxyAuthorization);
    await awaitFirstAnswer(targetUrl, wire);
    const watched = watchInstances(session);
    await session?.recordTelemetry(folder.telemetryFile);
    const otlpUrl = session?.shop.otlpUrl;
    const engine = await engineFor(plan, {
      targetUrl,
      seed: plan.seed,
      runId: folder.id,
      tellPoints: outputs.some(takesPoints),
      isLookedAt,
      thresholds: plan.thresholds,
      wire,
      ...(plan.workers === undefined ? {} : { workers: plan.workers }),
      journeyFiles: plan.journeyFiles ?? [],
      feeds: plan.feeds ?? [],
      heap: heapFor(plan.loads),
      runIn: requestsToRunIn(plan.loads),
      ...(plan.search === undefined ? {} : { slos: plan.search.slos }),
      ...(otlpUrl === undefined ? {} : { otlpUrl }),
      ...(plan.experiment === undefined ? { marksDirectory: folder.marksDirectory } : {}),
    });
    engine.onPoints((points) => output.take(points));
    return {
      engine,
      ...(session === undefined ? {} : { session }),
      targetUrl,
      ...watched,
      ...closer(engine, output, session),
    };
  } catch (error) {
    await session?.close();
    await output.close().catch(() => undefined);
    throw error;
  }
}

async function engineFor({ engine }: RunPlan, options: LoadEngineOptions): Promise<LoadEngine> {
  if (engine === undefined) return createLoadEngine(options);
  // Loaded here: most loads are played by the embedded engine.
  const { K6Engine } = await import('../load/k6/k6-engine.ts');
  return new K6Engine({ ...options, program: engine, env: process.env });
}

function watchInstances(session: RunSession | undefined): Pick<Stage, 'lost' | 'instanceEvents'> {
  const lost = new AbortController();
  const instanceEvents: ChaosEvent[] = [];
  session?.onInstanceEvent((event) => {
    instanceEvents.push({
      atMs: event.atMs,
      kind: event.kind === 'ended' ? 'instance-ended' : 'instance-started',
      text: `${event.name} ${event.text}`,
    });
    if (event.kind === 'ended' && event.role !== 'service') lost.abort(lostError(event.name, event.text));
  });
  return { lost: lost.signal, instanceEvents };
}

/** The load's spans must be out before the services flush, and all must be stored before the file is closed. */
function closer(
  engine: LoadEngine,
  output: Output,
  session: RunSession | undefined,
): Pick<Stage, 'close' | 'lostOutputs'> {
  const lostOutputs: string[] = [];
  let closed: Promise<void> | undefined;
  const close = async () => {
    await engine.close();
    await output.close().catch((error: Error) => lostOutputs.push(error.message));
    await session?.flushTelemetry().catch(() => undefined);
    await session?.close();
  };
  return {
    lostOutputs,
    close() {
      closed ??= close();
      return closed;
    },
  };
}

function lostError(name: string, text: string): EnvironmentError {
  return new EnvironmentError(`${name} was lost during the run: ${text}`, {
    code: 'SHOPCTL_STORE_LOST',
    hint: 'Every fault was undone. `shopctl status` shows the shop now; `shopctl deploy` starts what is missing.',
  });
}
