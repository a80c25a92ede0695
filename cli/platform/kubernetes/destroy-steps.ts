import type { Clock } from '../../core/clock.ts';
import { EnvironmentError } from '../../core/errors.ts';
import type { DestroyWork } from '../platform.ts';
import type { ClusterApi } from './api/cluster-api.ts';
import { ClusterError } from './api/cluster-error.ts';
import type { ObjectKind } from './api/cluster-object.ts';
import { isOurs } from './manifests/workload.ts';

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace' };
const MANAGED = 'app.kubernetes.io/managed-by=shopctl';
/** Everything we ever apply, callers before what they call. */
const KINDS: readonly ObjectKind[] = [
  { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'v1', kind: 'Secret' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
];
const POD = { apiVersion: 'v1', kind: 'Pod' };
const GONE_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 500;

/**
 * Answers the work of removing a shop: all objects that carry our label, and the namespace when it carries it too.
 * A namespace that somebody gave us stays, and what is not ours in it.
 */
export async function planClusterDestroy(api: ClusterApi, clock: Clock): Promise<DestroyWork> {
  const namespace = await api.find(NAMESPACE, api.namespace);
  if (namespace === undefined) return { found: [], steps: [] };
  const deployments = await api.list({ apiVersion: 'apps/v1', kind: 'Deployment' }, MANAGED);
  const found = deployments.items.map(({ metadata }) => metadata.name);
  return {
    found,
    steps: [
      { title: 'Remove the shop', run: (say, signal) => removeAll(api, { clock, say, signal }) },
      ...(isOurs(namespace)
        ? [
            {
              title: `Remove the namespace ${api.namespace}`,
              run: async (_say: (text: string) => void, signal: AbortSignal) => {
                await api.delete(NAMESPACE, api.namespace);
                await untilGone(async () => (await api.find(NAMESPACE, api.namespace)) === undefined, {
                  clock,
                  signal,
                });
              },
            },
          ]
        : []),
    ],
  };
}

interface Waiting {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

async function removeAll(
  api: ClusterApi,
  { clock, say, signal }: Waiting & { readonly say: (text: string) => void },
): Promise<void> {
  for (const kind of KINDS) {
    const { items } = await listed(api, kind);
    await Promise.all(items.map(({ metadata }) => api.delete(kind, metadata.name)));
  }
  await untilGone(
    async () => {
      const lists = await Promise.all([...KINDS, POD].map((kind) => listed(api, kind)));
      const left = lists.reduce((sum, { items }) => sum + items.length, 0);
      say(left === 0 ? '' : `${left} objects left`);
      return left === 0;
    },
    { clock, signal },
  );
}

/** A kind that the user may not even list holds nothing of ours. */
async function listed(api: ClusterApi, kind: ObjectKind) {
  try {
    return await api.list(kind, MANAGED);
  } catch (error) {
    if (error instanceof ClusterError && error.status === 403) return { items: [] };
    throw error;
  }
}

async function untilGone(isGone: () => Promise<boolean>, { clock, signal }: Waiting): Promise<void> {
  const deadlineMs = clock.now() + GONE_WITHIN_MS;
  while (!(await isGone())) {
    if (clock.now() > deadlineMs) {
      throw new EnvironmentError(`not gone after ${GONE_WITHIN_MS / 1000} s`, {
        hint: 'Something holds it back, often a finalizer; `kubectl get all` shows what. Destroy again to go on.',
      });
    }
    await clock.sleepUntil(clock.now() + LOOK_EVERY_MS, signal);
  }
}
