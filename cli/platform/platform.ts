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
  /**
   * The work of bringing another release of a service into traffic, or of going back.
   * @throws UsageError where services do not run as pods, and for a service that cannot be rolled out like this
   */
  rollout(request: RolloutRequest): Promise<RolloutWork>;
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

/** What a rollout command asks for. */
export type RolloutRequest = { readonly service: string } & (
  | { readonly kind: 'canary'; readonly step: CanaryStep; readonly release: NewRelease }
  | { readonly kind: 'blue-green'; readonly step: BlueGreenStep; readonly release: NewRelease }
  /** Makes the new release the only one, or takes it away. */
  | { readonly kind: 'promote' | 'abort' }
  /** @property toRevision of the cluster's history; the one before when left out */
  | { readonly kind: 'undo'; readonly toRevision?: number }
);

/** Percent of requests that go to the canary. */
export type CanaryStep = 10 | 50 | 100;
/** `test`: green is up and tested without traffic; `switch`: it has all of it. */
export type BlueGreenStep = 'test' | 'switch';

/** What is different in a new release; the rest is as in the one that runs. */
export interface NewRelease {
  readonly image?: string;
  /** On its spans and as a label; the image's tag when left out. */
  readonly version?: string;
}

export interface RolloutWork {
  readonly steps: readonly Step[];
  /** How it stands once all steps have run. */
  result(): RolloutReport;
}

/** How a rollout stands after a command. */
export interface RolloutReport {
  readonly service: string;
  /** Whose pods get traffic: `canary` and `green` may share it with, or have taken it from, the stable ones. */
  readonly serves: 'stable' | 'canary' | 'green';
  /** A sentence without its full stop. */
  readonly text: string;
  /** Where releases were compared. */
  readonly verdict?: ReleaseVerdict;
}

/** Whether a new release answers as well as the one before. */
export interface ReleaseVerdict {
  readonly outcome: 'pass' | 'fail' | 'inconclusive';
  /** A sentence without its full stop. */
  readonly reason: string;
  readonly stable: ReleaseTally;
  readonly candidate: ReleaseTally;
  /** Share of all requests that the candidate got, 0..1, with the bounds of 95 % confidence. */
  readonly share: { readonly measured: number; readonly low: number; readonly high: number };
}

/** Requests that the pods of a release have answered. */
export interface ReleaseTally {
  readonly requests: number;
  /** Answered with 5xx. */
  readonly errors: number;
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
