import { systemClock } from '../cli/core/clock.ts';
import { createLoadEngine } from '../cli/load/create-load-engine.ts';
import type { LoadFigures } from '../cli/load/engine.ts';
import type { Summary } from '../cli/load/summary.ts';
import { requestsToRunIn } from '../cli/load/workers/run-in-requests.ts';

/** A constant load of a journey with one request, played by the real engine in its own thread. */
export interface OneRequestLoad {
  readonly targetUrl: string;
  readonly ratePerSecond: number;
  readonly durationMs: number;
  /** Called when the first arrival is due. */
  onStart?(): void;
  /** Exports root spans there, as in a run. */
  readonly otlpUrl?: string;
}

export interface PlayedLoad {
  readonly startedAtMs: number;
  readonly summary: Summary;
  /** Over the whole load. */
  readonly figures: LoadFigures;
}

/** Plays it to its end. */
export async function playOneRequestLoad(options: OneRequestLoad): Promise<PlayedLoad> {
  const { targetUrl, ratePerSecond, durationMs, otlpUrl } = options;
  const stages = [{ durationMs, fromRatePerSecond: ratePerSecond, toRatePerSecond: ratePerSecond }];
  const engine = await createLoadEngine({
    targetUrl,
    seed: 1,
    runId: 'bench',
    runIn: requestsToRunIn([{ stages }]),
    ...(otlpUrl === undefined ? {} : { otlpUrl }),
  });
  try {
    const startedAtMs = Math.ceil(systemClock.now() + 300);
    engine.start(
      {
        name: 'bench',
        during: 'run',
        stages,
        mix: [{ journey: 'recommendations', probability: 1 }],
        maxInFlight: 10_000,
        thinkTimeFactor: 1,
        probe: false,
      },
      startedAtMs,
    );
    await systemClock.sleepUntil(startedAtMs);
    options.onStart?.();
    await engine.finished('bench');
    const everything = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
    return {
      startedAtMs,
      summary: await engine.summary(),
      figures: await engine.figures('bench', everything),
    };
  } finally {
    await engine.close();
  }
}
