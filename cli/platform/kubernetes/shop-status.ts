import { flavourOf } from '../../../target-shop/contract/new-flag-file.ts';
import type { ShopSize } from '../../../target-shop/service-table.ts';
import type { Clock } from '../../core/clock.ts';
import { EnvironmentError } from '../../core/errors.ts';
import type { PartStatus, ShopStatus } from '../platform.ts';
import type { ClusterApi } from './api/cluster-api.ts';
import type { ClusterObject } from './api/cluster-object.ts';
import { autoscalerStatusOf } from './autoscaler-status.ts';
import { findClusterFlags } from './cluster-flags.ts';
import { diagnose } from './diagnose/diagnose.ts';
import { EVENT, POD_EVENTS } from './diagnose/pod-events.ts';
import { podStateOf } from './diagnose/pod-state.ts';
import { nodePortUrl } from './edge-address.ts';
import { PART_OF } from './manifests/workload.ts';
import { parseQuantity } from './quantity.ts';
import { rolloutState } from './rollout-state.ts';
import { listAutoscalers } from './scaled-objects.ts';
import { podsOf } from './shop-pods.ts';

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };
const POD = { apiVersion: 'v1', kind: 'Pod' };
const METRICS = { apiVersion: 'metrics.k8s.io/v1beta1', kind: 'PodMetrics' };
const ROLES = { service: 'service', store: 'store', telemetry: 'telemetry' } as const;

export interface StatusOptions {
  readonly size: ShopSize;
  readonly clock: Clock;
}

/** Answers how the shop on a cluster stands. @throws EnvironmentError when there is none, or its edge cannot be reached */
export async function clusterShopStatus(
  api: ClusterApi,
  { size, clock }: StatusOptions,
): Promise<ShopStatus> {
  const [{ items: deployments }, { items: pods }, flags, events, memory, autoscalers] = await Promise.all([
    api.list(DEPLOYMENT, PART_OF),
    api.list(POD, PART_OF),
    findClusterFlags(api),
    podEvents(api),
    memoryByPod(api),
    listAutoscalers(api),
  ]);
  if (deployments.length === 0) {
    throw new EnvironmentError(`no shop runs in the namespace "${api.namespace}"`, {
      code: 'SHOPCTL_NOT_DEPLOYED',
      hint: 'Start it: shopctl deploy --target kubernetes.',
    });
  }
  const [url, otlpUrl] = await Promise.all([
    nodePortUrl(api, 'frontend', clock),
    nodePortUrl(api, 'telemetry', clock),
  ]);
  const flavour = flavourOf(flags ?? '');
  const startedAtMs = Math.min(
    ...deployments.map(({ metadata }) => Date.parse(metadata.creationTimestamp ?? '')),
  );
  return {
    url,
    otlpUrl,
    size,
    ...(flavour !== undefined && { flavour }),
    startedAtMs,
    ...(autoscalers.length > 0 && { autoscalers: autoscalers.map(autoscalerStatusOf) }),
    parts: deployments.map((deployment) => partOf(deployment, pods, { events, memory, nowMs: clock.now() })),
  };
}

function partOf(
  deployment: ClusterObject,
  pods: readonly ClusterObject[],
  {
    events,
    memory,
    nowMs,
  }: {
    readonly events: readonly ClusterObject[];
    readonly memory: ReadonlyMap<string, number>;
    readonly nowMs: number;
  },
): PartStatus {
  const { name, labels = {} } = deployment.metadata;
  const own = podsOf(deployment, pods).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const rollout = rolloutState(deployment);
  const trouble = rollout.isDone ? undefined : diagnose(deployment, own, events);
  const memoryMb = own.reduce((sum, { metadata }) => sum + (memory.get(metadata.name) ?? 0), 0);
  const [oldest] = own.map(({ metadata }) => Date.parse(metadata.creationTimestamp ?? '')).toSorted();
  const detail = trouble?.sentence ?? (rollout.isDone ? undefined : rollout.text);
  return {
    name,
    role: ROLES[labels['app.kubernetes.io/component'] as keyof typeof ROLES] ?? 'service',
    state: rollout.isDone ? 'ready' : trouble === undefined ? 'starting' : 'not-ready',
    restarts: own
      .flatMap((pod) => podStateOf(pod).containers)
      .reduce((sum, { restarts }) => sum + restarts, 0),
    ...(oldest === undefined ? {} : { uptimeMs: nowMs - oldest }),
    ...(memoryMb === 0 ? {} : { memoryMb: Math.round(memoryMb) }),
    ...(detail === undefined ? {} : { detail }),
  };
}

/** What was said about pods; nothing to who may not read it. */
async function podEvents(api: ClusterApi): Promise<readonly ClusterObject[]> {
  try {
    return (await api.list(EVENT, undefined, POD_EVENTS)).items;
  } catch {
    return [];
  }
}

/** Megabytes by pod; nothing where the cluster measures none. */
async function memoryByPod(api: ClusterApi): Promise<ReadonlyMap<string, number>> {
  try {
    const { items } = await api.list(METRICS);
    return new Map(
      items.map((item) => {
        const containers = (item['containers'] ?? []) as readonly {
          readonly usage: { readonly memory: string };
        }[];
        return [
          item.metadata.name,
          containers.reduce((sum, { usage }) => sum + parseQuantity(usage.memory) / 1e6, 0),
        ];
      }),
    );
  } catch {
    return new Map();
  }
}
