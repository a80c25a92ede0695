import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Clock, systemClock } from '../cli/core/clock.ts';
import { EmbeddedEngine } from '../cli/load/embedded-engine.ts';
import { noRootSpans } from '../cli/load/http/no-root-spans.ts';
import type { Transport } from '../cli/load/http/transport.ts';
import { undiciTransport } from '../cli/load/http/undici-transport.ts';
import { journeyNamed } from '../cli/load/journey-named.ts';
import { watchThread } from '../cli/load/measure/generator-health.ts';
import type { Pacer } from '../cli/load/pacer.ts';
import { parseThreshold } from '../cli/plan/parse-threshold.ts';
import type { LoadPlan } from '../cli/plan/run-plan.ts';
import type { Finding } from './finding.ts';
import { startLoopbackTarget } from './loopback-target.ts';
import { type MemorySample, slopeMibPerMillion } from './memory-slope.ts';

const ITERATIONS = 2_000_000;
const RATE_PER_SECOND = 100;
const MOST_AT_ONCE = 32;
const SAMPLE_EVERY = 40_000;
/** Until then code is compiled and pools fill up. */
const WARM_UP_RATIO = 0.2;
const MOST_MIB_PER_MILLION = 1;

/**
 * What two million iterations leave in memory: five and a half hours at 100/s, on a clock that runs as fast as the
 * target answers. Everything is the real engine, in this process; the target has one of its own.
 */
export async function soak(): Promise<readonly Finding[]> {
  await using target = await startLoopbackTarget();
  const collectGarbage = garbageCollector();
  const time = new CompressedTime(undiciTransport(target.url, systemClock));
  const samples: MemorySample[] = [];
  const engine = new EmbeddedEngine({
    seed: 1,
    runId: 'soak',
    clock: time,
    pacer: time,
    transport: time,
    rootSpans: noRootSpans,
    journey: journeyNamed,
    watchThread,
    onWindow: () => undefined,
    thresholds: ['all.response.p95[30s]<1h', 'all.errors[10m]<1%'].map(parseThreshold),
  });
  time.onEvery(SAMPLE_EVERY, (iterations) => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    samples.push({ iterations, bytes: heapUsed + external });
  });
  engine.start(loadOf(ITERATIONS), time.now());
  await engine.finished('soak');
  const { requests = 0, errors = 0 } = engine.summary().loads[0]?.total ?? {};
  await time.close();
  return [deliveredFinding(requests, errors), slopeFinding(samples)];
}

function loadOf(iterations: number): LoadPlan {
  const durationMs = (iterations / RATE_PER_SECOND) * 1000;
  return {
    name: 'soak',
    during: 'run',
    stages: [{ durationMs, fromRatePerSecond: RATE_PER_SECOND, toRatePerSecond: RATE_PER_SECOND }],
    mix: [{ journey: 'recommendations', probability: 1 }],
    maxInFlight: 10_000,
    thinkTimeFactor: 1,
    probe: false,
  };
}

function deliveredFinding(requests: number, errors: number): Finding {
  return {
    isGood: requests === ITERATIONS && errors === 0,
    text: `${requests} requests of ${ITERATIONS} planned, ${errors} errors`,
  };
}

function slopeFinding(samples: readonly MemorySample[]): Finding {
  const warm = samples.filter(({ iterations }) => iterations >= ITERATIONS * WARM_UP_RATIO);
  const slope = slopeMibPerMillion(warm);
  const mib = (sample: MemorySample | undefined) => ((sample?.bytes ?? 0) / 2 ** 20).toFixed(1);
  return {
    isGood: slope < MOST_MIB_PER_MILLION,
    text: `memory after collection: ${slope.toFixed(2)} MiB more per million iterations (below ${MOST_MIB_PER_MILLION}); ${mib(warm[0])} MiB after ${warm[0]?.iterations} iterations, ${mib(warm.at(-1))} MiB at the end`,
  };
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void; // what the flag brings
}

/** Time that leaps to the next arrival as soon as fewer than 32 requests are under way. */
class CompressedTime implements Clock, Pacer, Transport {
  readonly #transport: Transport;
  #nowMs = 1_000_000_000;
  #underWay = 0;
  #sent = 0;
  #every = Number.POSITIVE_INFINITY;
  #tell: (sent: number) => void = () => undefined;
  #leap: (() => void) | undefined;
  #sleepers: { readonly atMs: number; wake(): void }[] = [];

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  now(): number {
    return this.#nowMs;
  }

  onEvery(count: number, tell: (sent: number) => void): void {
    this.#every = count;
    this.#tell = tell;
  }

  sleepUntil(epochMs: number): Promise<void> {
    return new Promise((resolve) => void this.#sleepers.push({ atMs: epochMs, wake: resolve }));
  }

  nextTurn(): Promise<void> {
    return this.waitUntil(this.#nowMs);
  }

  waitUntil(epochMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#leap = () => {
        this.#leap = undefined;
        this.#leapTo(epochMs);
        resolve();
      };
      if (this.#underWay < MOST_AT_ONCE) this.#leap();
    });
  }

  async send(...exchange: Parameters<Transport['send']>): ReturnType<Transport['send']> {
    this.#underWay += 1;
    try {
      return await this.#transport.send(...exchange);
    } finally {
      this.#underWay -= 1;
      this.#sent += 1;
      if (this.#sent % this.#every === 0) this.#tell(this.#sent);
      this.#leap?.();
    }
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #leapTo(epochMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, epochMs);
    const due = this.#sleepers.filter(({ atMs }) => atMs <= this.#nowMs);
    if (due.length === 0) return;
    this.#sleepers = this.#sleepers.filter((each) => !due.includes(each));
    for (const { wake } of due) wake();
  }
}
