import type { ClusterObject } from '../api/cluster-object.ts';
import { type PodEvent, podEventsOf } from './pod-events.ts';

/** What we look at in a pod; all of it may be missing while the kubelet has not said it yet. */
export interface PodState {
  readonly name: string;
  readonly phase: string;
  /** Why the pod as a whole has failed: `Evicted`. */
  readonly failure?: { readonly reason: string; readonly message: string };
  readonly conditions: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason?: string;
    readonly message?: string;
  }[];
  readonly containers: readonly ContainerState[];
  /** `Secret "shop-secrets"`, by the name of the volume. */
  readonly volumes: Readonly<Record<string, string>>;
  /** What was said about it, oldest first; none where events cannot be read. */
  readonly events: readonly PodEvent[];
}

export interface ContainerState {
  readonly name: string;
  readonly image: string;
  readonly isReady: boolean;
  readonly restarts: number;
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly isRunning: boolean;
  /** How it last ended, now or before its restart. */
  readonly ended?: Termination;
  readonly memoryLimit?: string;
  readonly requests: Readonly<Record<string, string>>;
  /** Where its probes ask, by kind: `readiness`, `startup`, `liveness`. */
  readonly probes: Readonly<Record<string, HttpProbe>>;
}

export interface HttpProbe {
  readonly path: string;
  readonly port: number;
}

export interface Termination {
  readonly exitCode: number;
  readonly reason?: string;
  readonly signal?: number;
  readonly message?: string;
  readonly finishedAt?: string;
  /** Whether the container has been started again since. */
  readonly isPrevious: boolean;
}

interface RawStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: RawState;
  readonly lastState?: RawState;
}

interface RawState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: object;
  readonly terminated?: Omit<Termination, 'isPrevious'>;
}

interface RawProbe {
  readonly httpGet?: { readonly path?: string; readonly port: number | string; readonly scheme?: string };
}

interface RawContainer {
  readonly name: string;
  readonly image: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly resources?: {
    readonly limits?: { readonly memory?: string };
    readonly requests?: Readonly<Record<string, string>>;
  };
  readonly readinessProbe?: RawProbe;
  readonly startupProbe?: RawProbe;
  readonly livenessProbe?: RawProbe;
}

interface RawVolume {
  readonly name: string;
  readonly secret?: { readonly secretName: string };
  readonly configMap?: { readonly name: string };
}

/** Reads a pod of the API. @param events of the namespace */
export function podStateOf(pod: ClusterObject, events: readonly ClusterObject[] = []): PodState {
  // The API promises these shapes; each part is looked at with care.
  const { containers, volumes = [] } = pod['spec'] as {
    readonly containers: readonly RawContainer[];
    readonly volumes?: readonly RawVolume[];
  };
  const status = (pod['status'] ?? {}) as {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: PodState['conditions'];
    readonly containerStatuses?: readonly RawStatus[];
  };
  const { phase = 'Pending', reason, message = '', conditions = [], containerStatuses = [] } = status;
  return {
    name: pod.metadata.name,
    phase,
    ...(reason === undefined ? {} : { failure: { reason, message } }),
    conditions,
    containers: containers.map((container) =>
      containerStateOf(
        container,
        containerStatuses.find(({ name }) => name === container.name),
      ),
    ),
    volumes: Object.fromEntries(volumes.flatMap(sourceOf)),
    events: podEventsOf(pod, events),
  };
}

function containerStateOf(container: RawContainer, status: RawStatus | undefined): ContainerState {
  const { name, image, resources: { limits, requests = {} } = {} } = container;
  const now = status?.state?.terminated;
  const before = status?.lastState?.terminated;
  const ended = now ? { ...now, isPrevious: false } : before ? { ...before, isPrevious: true } : undefined;
  const waiting = status?.state?.waiting;
  return {
    name,
    image,
    isReady: status?.ready ?? false,
    restarts: status?.restartCount ?? 0,
    isRunning: status?.state?.running !== undefined,
    ...(waiting === undefined ? {} : { waiting }),
    ...(ended === undefined ? {} : { ended }),
    ...(limits?.memory === undefined ? {} : { memoryLimit: limits.memory }),
    requests,
    probes: Object.fromEntries(
      (['readiness', 'startup', 'liveness'] as const).flatMap((kind) => probeOf(container, kind)),
    ),
  };
}

/** Ports may be given by name. Probes that are not plain HTTP cannot be asked by us. */
function probeOf(
  container: RawContainer,
  kind: 'readiness' | 'startup' | 'liveness',
): readonly (readonly [string, HttpProbe])[] {
  const { path = '/', port, scheme = 'HTTP' } = container[`${kind}Probe`]?.httpGet ?? { port: '' };
  const number =
    typeof port === 'number' ? port : container.ports?.find(({ name }) => name === port)?.containerPort;
  return number === undefined || scheme !== 'HTTP' ? [] : [[kind, { path, port: number }]];
}

function sourceOf({ name, secret, configMap }: RawVolume): readonly (readonly [string, string])[] {
  if (secret !== undefined) return [[name, `Secret "${secret.secretName}"`]];
  return configMap === undefined ? [] : [[name, `ConfigMap "${configMap.name}"`]];
}
