import type { ClusterObject } from '../api/cluster-object.ts';

/** What we look at in a pod; all of it may be missing while the kubelet has not said it yet. */
export interface PodState {
  readonly name: string;
  readonly phase: string;
  readonly conditions: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason?: string;
    readonly message?: string;
  }[];
  readonly containers: readonly ContainerState[];
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
  readonly pullPolicy?: string;
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

interface RawContainer {
  readonly name: string;
  readonly image: string;
  readonly imagePullPolicy?: string;
  readonly resources?: { readonly limits?: { readonly memory?: string } };
}

/** Reads a pod of the API. */
export function podStateOf(pod: ClusterObject): PodState {
  // The API promises these shapes; each part is looked at with care.
  const spec = pod['spec'] as { readonly containers: readonly RawContainer[] };
  const status = (pod['status'] ?? {}) as {
    readonly phase?: string;
    readonly conditions?: PodState['conditions'];
    readonly containerStatuses?: readonly RawStatus[];
  };
  return {
    name: pod.metadata.name,
    phase: status.phase ?? 'Pending',
    conditions: status.conditions ?? [],
    containers: spec.containers.map((container) =>
      containerStateOf(
        container,
        status.containerStatuses?.find(({ name }) => name === container.name),
      ),
    ),
  };
}

function containerStateOf(
  { name, image, imagePullPolicy, resources }: RawContainer,
  status: RawStatus | undefined,
): ContainerState {
  const memoryLimit = resources?.limits?.memory;
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
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(imagePullPolicy === undefined ? {} : { pullPolicy: imagePullPolicy }),
  };
}
