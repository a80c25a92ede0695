import { EnvironmentError } from '../../core/errors.ts';
import type { AutoscaleMetric } from '../platform.ts';
import type { ClusterApi } from './api/cluster-api.ts';
import { ClusterError, isNotFound } from './api/cluster-error.ts';
import type { ClusterObject } from './api/cluster-object.ts';
import { boundsOf, REQUESTS_METRIC } from './manifests/autoscalers.ts';
import { MANAGED_BY } from './manifests/workload.ts';

export const AUTOSCALER = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' };
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };
const OURS = Object.entries(MANAGED_BY)
  .map(([label, value]) => `${label}=${value}`)
  .join();

/**
 * Answers an object as it is to be applied now: a Deployment that an autoscaler has scaled keeps its pods, within
 * its bounds. Deploying again must not throw pods away that the load needs.
 */
export async function withLiveReplicas(
  api: ClusterApi,
  object: ClusterObject,
  metric: AutoscaleMetric | undefined,
): Promise<ClusterObject> {
  const bounds = object.kind === 'Deployment' ? boundsOf(object.metadata.name, metric) : undefined;
  if (bounds === undefined) return object;
  const live = replicasOf(await api.find(DEPLOYMENT, object.metadata.name));
  if (live === undefined) return object;
  const replicas = Math.min(bounds.max, Math.max(bounds.min, live));
  return { ...object, spec: { ...(object['spec'] as object), replicas } };
}

/** Answers how many pods a Deployment is to have; `undefined` where there is none. */
export function replicasOf(deployment: ClusterObject | undefined): number | undefined {
  return (deployment?.['spec'] as { readonly replicas?: number } | undefined)?.replicas;
}

/** Answers the shop's autoscalers; none to who may not read them. */
export async function listAutoscalers(api: ClusterApi): Promise<readonly ClusterObject[]> {
  try {
    return (await api.list(AUTOSCALER, OURS)).items;
  } catch (error) {
    if (error instanceof ClusterError && error.status === 403) return [];
    throw error;
  }
}

/** Removes the autoscalers that a deployment does not have: they would scale what it says. */
export async function removeAutoscalersBut(api: ClusterApi, names: readonly string[]): Promise<void> {
  const found = await listAutoscalers(api);
  const left = found.filter(({ metadata }) => !names.includes(metadata.name));
  await Promise.all(left.map(({ metadata }) => api.delete(AUTOSCALER, metadata.name)));
}

/** @throws EnvironmentError when requests are to decide and the cluster has nothing that counts them */
export async function checkRequestsMetric(api: ClusterApi): Promise<void> {
  try {
    await api.connection.ask({ method: 'GET', path: '/apis/custom.metrics.k8s.io' });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new EnvironmentError(
      `the cluster has no custom metrics (custom.metrics.k8s.io), which would say ${REQUESTS_METRIC} of the pods`,
      {
        code: 'SHOPCTL_NO_CUSTOM_METRICS',
        hint: 'Scale by CPU: --autoscale cpu; or install an adapter: manifests/prometheus-adapter.yaml.',
      },
    );
  }
}
