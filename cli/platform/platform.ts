import type { ChaosState, FlagOverride } from '../../target-shop/contract/chaos-wire.ts';
import type { FlavourName } from '../../target-shop/contract/flavours.ts';
import type { ServiceName, ShopSize } from '../../target-shop/service-table.ts';

/** Where a shop runs: processes on this machine, or pods on a cluster. The same promises on both. */
export interface Platform {
  /** Answers what `deploy` would start, without touching anything. */
  planDeploy(request: DeployRequest): DeployPlan;
  /**
   * Lines of what `deploy` would do: what it would apply (`client`), or whether the cluster would take it (`server`).
   * @throws UsageError where there is nothing to rehearse
   */
  rehearse(request: DeployRequest, by: 'client' | 'server'): AsyncIterable<string>;
  /** The work of a deployment as steps in order; a shop that already runs unchanged needs none of them. */
  deploy(request: DeployRequest): Promise<DeployWork>;
  /** @throws EnvironmentError when nothing is deployed */
  status(): Promise<ShopStatus>;
  /**
   * Lines of a service's or store's log, oldest first; ends when there are no more, or on the signal with `follow`.
   * @throws UsageError for a name that is not deployed, EnvironmentError when nothing is
   */
  logs(
    name: string,
    options: { readonly follow: boolean; readonly signal: AbortSignal },
  ): AsyncIterable<string>;
  /**
   * Puts new instances of a service in the place of the old ones; no request is lost. Resolves when the old are gone.
   * @throws UsageError for a name that is no service of the shop, EnvironmentError when the new one does not get ready
   */
  restart(service: string, signal: AbortSignal): Promise<void>;
  /** Ends everything `deploy` started and removes its files; says what there was. Safe when nothing is deployed. */
  destroy(): Promise<DestroyWork>;
  /** The shop's flag file, in flagd's JSON schema. @throws EnvironmentError when nothing is deployed */
  readFlagFile(): Promise<string>;
  /** Replaces the flag file in one step; every process follows within a second. */
  writeFlagFile(text: string): Promise<void>;
  /**
   * Takes the shop for one run: no second run gets it before this one is closed or its process ends.
   * @throws EnvironmentError when nothing is deployed, or another run has it (names its process)
   */
  openRun(runId: string): Promise<RunSession>;
}

/** Whose numbers say what pods ask for and may take: ours, or those of one of the documents. */
export type ResourceTable = 'lean' | 'coffee' | 'ecommerce' | 'sock';

/** By what a cluster scales services: `wrong-metric` is a mistake to learn from, put right by another. */
export type AutoscaleMetric = 'cpu' | 'requests' | 'wrong-metric';

export interface DeployRequest {
  readonly size: ShopSize;
  /** Which of its documents the shop is like; left out: none of them in particular. */
  readonly flavour?: FlavourName;
  /** On a cluster; `lean` when left out. */
  readonly resources?: ResourceTable;
  /** On a cluster: services have more than one pod, as many as this says; one each when left out. */
  readonly autoscale?: AutoscaleMetric;
  readonly portBase: number;
  /** Address to listen on, 127.0.0.1 unless the user says otherwise. */
  readonly host: string;
  readonly redisUrl?: string;
  readonly postgresUrl?: string;
}

export interface DeployPlan {
  readonly request: DeployRequest;
  readonly parts: readonly DeployPart[];
  readonly totals: {
    readonly services: number;
    readonly processes: number;
    readonly memoryMb: number;
    readonly cpuCores?: number;
    readonly limit?: ResourceAmounts;
  };
}

/** An amount of memory and of CPU. */
export interface ResourceAmounts {
  readonly memoryMb: number;
  readonly cpuCores: number;
}

export interface DeployPart {
  readonly name: string;
  readonly role: 'service' | 'store' | 'telemetry' | 'supervisor';
  readonly port?: number;
  /** What one of it takes; on a cluster what it asks for, where `cpuCores` stands beside it. */
  readonly memoryMb: number;
  readonly cpuCores?: number;
  /** The most it may take, where something holds it to that. */
  readonly limit?: ResourceAmounts;
  /** Set for parts that are used but not started, such as a Redis given by URL. */
  readonly external?: boolean;
  /** How many pods there are to begin with; one when left out. */
  readonly replicas?: number;
}

/** One step of long work, for the terminal to show. */
export interface Step {
  readonly title: string;
  /** @param say shows what it is doing now, beside the title */
  run(say: (text: string) => void, signal: AbortSignal): Promise<void>;
}

export interface DeployWork {
  /** Empty when the shop already runs as requested. */
  readonly steps: readonly Step[];
  /** The state once all steps have run. */
  result(): Promise<ShopStatus>;
}

export interface DestroyWork {
  readonly steps: readonly Step[];
  /** Names of what was running. */
  readonly found: readonly string[];
}

export interface ShopStatus {
  readonly url: string;
  readonly otlpUrl: string;
  readonly size: ShopSize;
  readonly flavour?: FlavourName;
  readonly startedAtMs: number;
  readonly parts: readonly PartStatus[];
  /** On a cluster, where services are scaled. */
  readonly autoscalers?: readonly AutoscalerStatus[];
}

/** How an autoscaler stands. */
export interface AutoscalerStatus {
  /** Of the service it scales. */
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Pods there are now. */
  readonly replicas: number;
  /** What it measures and wants, `cpu 35 % of 70 %` each. */
  readonly metrics: readonly string[];
  /** Why it does not scale, or no further: `cannot scale: …`. */
  readonly trouble?: string;
}

export interface PartStatus {
  readonly name: string;
  readonly role: DeployPart['role'];
  readonly state: 'starting' | 'ready' | 'not-ready' | 'restarting' | 'stopped' | 'external';
  readonly url?: string;
  readonly pid?: number;
  readonly restarts: number;
  readonly uptimeMs?: number;
  /** Proportional set size; `undefined` where the system does not tell. */
  readonly memoryMb?: number;
  /** Why it is not ready, or how it last ended. */
  readonly detail?: string;
}

/** A run's hold on the shop. When the process that opened it dies, every fault is undone by the guardian. */
export interface RunSession {
  readonly shop: ShopStatus;
  /** Service names whose instances take overrides, with their instance names. */
  readonly instances: readonly { readonly service: ServiceName; readonly instance: string }[];
  /**
   * Puts overrides in force on instances of the services and keeps them so until `release`.
   * Resolves when every instance has said so. @throws EnvironmentError naming the instance that did not
   */
  applyOverrides(services: readonly ServiceName[], overrides: readonly FlagOverride[]): Promise<void>;
  /** Ends all overrides of this run everywhere; safe to call twice. @returns what is still in force, hopefully nothing */
  releaseOverrides(): Promise<readonly ChaosState[]>;
  /** Makes every service send what telemetry it holds, then waits until the receiver has stored it. */
  flushTelemetry(): Promise<void>;
  /** From now on telemetry goes to this file; the run's own. */
  recordTelemetry(file: string): Promise<void>;
  /** Ends instances that were not asked to: what ended and how, once for each time. */
  onInstanceEvent(listener: (event: InstanceEvent) => void): void;
  /** Releases overrides, gives telemetry back to the shop's own file, lets the next run in. Safe to call twice. */
  close(): Promise<void>;
}

export interface InstanceEvent {
  readonly atMs: number;
  readonly name: string;
  readonly role: DeployPart['role'];
  readonly kind: 'ended' | 'ready';
  /** For example `ended by SIGKILL, restart 1 in 0.5s`. */
  readonly text: string;
}
