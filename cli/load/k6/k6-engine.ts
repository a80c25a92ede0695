import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type Clock, systemClock } from '../../core/clock.ts';
import type { K6Program, LoadPlan } from '../../plan/run-plan.ts';
import { ClaimBook } from '../claims/claim-book.ts';
import type { Claims } from '../claims/claimed-order.ts';
import type { LoadEngine, LoadEngineOptions } from '../engine.ts';
import { noRootSpans } from '../http/no-root-spans.ts';
import { RootSpanExporter, type RootSpans } from '../http/root-spans.ts';
import { journeyNamed } from '../journey-named.ts';
import { ListenedEngine } from '../listened-engine.ts';
import type { LoadLook } from '../load-look.ts';
import { judgeGenerator, type ThreadWork } from '../measure/generator-health.ts';
import { PointBatches } from '../point-batches.ts';
import type { Summary } from '../summary.ts';
import { K6Playing } from './k6-playing.ts';
import { PreparedK6 } from './prepared-k6.ts';
import { scenarioOf } from './scenario-of.ts';
import { StartGates } from './start-gates.ts';

/** Besides what every engine is told. */
export interface K6EngineOptions extends LoadEngineOptions {
  readonly program: K6Program;
  /** Of k6, less what is set there for other scripts. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Plays loads by the user's k6, one process each, and measures them in the same ledgers as the embedded engine. */
export class K6Engine extends ListenedEngine implements LoadEngine {
  readonly #options: K6EngineOptions;
  readonly #clock: Clock;
  readonly #rootSpans: RootSpans;
  readonly #claims: ClaimBook;
  readonly #gates = new StartGates();
  readonly #prepared = new Map<string, PreparedK6>();
  readonly #playing = new Map<string, K6Playing>();
  readonly #points = new PointBatches((points) => this.tellPoints(points));

  constructor(options: K6EngineOptions, clock: Clock = systemClock) {
    super();
    this.#options = options;
    this.#clock = clock;
    this.#claims = new ClaimBook(options.runId);
    const { otlpUrl, targetUrl } = options;
    this.#rootSpans =
      otlpUrl === undefined
        ? noRootSpans
        : new RootSpanExporter({ otlpUrl, targetUrl, instanceId: `load-generator-${randomUUID()}` });
  }

  async prepare(loads: readonly LoadPlan[]): Promise<void> {
    await Promise.all(loads.map((load) => this.#k6Of(load).ready));
  }

  start(load: LoadPlan, startAtMs: number): void {
    if (this.#playing.has(load.name)) throw new RangeError(`load "${load.name}" was started before`);
    const { thresholds = [] } = this.#options;
    const { tellPoints = false, isLookedAt = false } = this.#options;
    const playing = new K6Playing({
      ...{ load, startAtMs, k6: this.#k6Of(load) },
      clock: this.#clock,
      rootSpans: this.#rootSpans,
      claims: this.#claims,
      listener: {
        onWindow: (window) => this.tellWindow(window),
        ...(tellPoints ? { onPoint: (point) => this.#points.add(point) } : {}),
        thresholds,
        isLookedAt,
        onBroken: (broken) => this.tellBroken(broken),
      },
    });
    this.#playing.set(load.name, playing);
  }

  async finished(loadName: string): Promise<void> {
    await this.#find(loadName).finished;
  }

  async stop(loadName: string, graceMs: number): Promise<void> {
    await this.#playing.get(loadName)?.stop(graceMs);
  }

  async look(loadName: string): Promise<LoadLook> {
    const playing = this.#find(loadName);
    return { ...playing.look(), work: workOf([playing]) };
  }

  async figures(
    loadName: string,
    window: Parameters<LoadEngine['figures']>[1],
  ): ReturnType<LoadEngine['figures']> {
    return this.#find(loadName).ledger.seconds.figures(window);
  }

  async summary(): Promise<Summary> {
    this.#points.flush();
    await this.#rootSpans.flush();
    const all = [...this.#playing.values()];
    const loads = all.map((playing) => playing.summary());
    const full = all.filter(({ isFullWhenItDrops }) => isFullWhenItDrops);
    const mostInFlight = new Map(full.map(({ load }) => [load.name, load.maxInFlight]));
    const { lost } = this.#rootSpans;
    const health = judgeGenerator(workOf(all), loads, mostInFlight);
    const { name, version, extensions } = this.#options.program;
    return {
      schema: 'shopctl.load/v1',
      engine: { name, version, extensions },
      loads,
      windows: all.flatMap(({ ledger }) => ledger.seconds.windows).sort((a, b) => a.atMs - b.atMs),
      errors: all.flatMap(({ ledger }) => ledger.errorClasses()),
      generator: {
        ...health,
        invalid: [...health.invalid, ...all.flatMap((playing) => playing.faults())],
        ...(lost === 0 ? {} : { lostSpans: lost }),
      },
    };
  }

  async claims(): Promise<Claims> {
    return this.#claims.claims();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#playing.values()].map((playing) => playing.stop(0)));
    // Those that were made ready and never played.
    await Promise.all([...this.#prepared.values()].map((k6) => k6.stop(0)));
    await this.#gates.close();
    this.#points.flush();
    await this.#rootSpans.flush();
  }

  /** Answers the k6 that plays a load, or is going to. */
  #k6Of(load: LoadPlan): PreparedK6 {
    const known = this.#prepared.get(load.name);
    if (known !== undefined) return known;
    for (const { journey } of load.mix) journeyNamed(journey);
    const { seed, runId, targetUrl, program, env } = this.#options;
    const k6 = new PreparedK6({
      ...{ program, env, gates: this.#gates },
      plan: {
        ...{ load, scenario: scenarioOf(load), seed, runId, targetUrl },
        claimPrefix: this.#claims.prefix,
      },
    });
    this.#prepared.set(load.name, k6);
    return k6;
  }

  #find(loadName: string): K6Playing {
    const playing = this.#playing.get(loadName);
    if (playing === undefined) throw new RangeError(`load "${loadName}" was never started`);
    return playing;
  }
}

/** All k6 together, as a share of what the machine has. */
function workOf(all: readonly K6Playing[]): ThreadWork {
  const cpuSeconds = all.reduce((sum, playing) => sum + playing.cpuSeconds, 0);
  const seconds = Math.max(0, ...all.map(({ ranMs }) => ranMs)) / 1000;
  const loopUtilisation = seconds > 0 ? Math.min(1, cpuSeconds / (seconds * availableParallelism())) : 0;
  return { by: 'k6', loopUtilisation, cpuSeconds };
}
