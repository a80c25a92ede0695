import type { Clock } from '../../core/clock.ts';
import { didYouMean } from '../../core/closest-name.ts';
import { UsageError } from '../../core/errors.ts';
import type { ClusterApi } from './api/cluster-api.ts';
import { awaitRollout } from './await-rollout.ts';
import { PART_OF } from './manifests/workload.ts';

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };
const TIMEOUT_MS = 180_000;

/**
 * Puts new pods in the place of a Deployment's, as `kubectl rollout restart` does, and waits until the old are gone.
 * @throws UsageError for a name that is not deployed, EnvironmentError when the new ones do not come up
 */
export async function restartDeployment(
  api: ClusterApi,
  name: string,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const { items } = await api.list(DEPLOYMENT, PART_OF);
  const names = items.map(({ metadata }) => metadata.name);
  if (!names.includes(name)) {
    throw new UsageError(`"${name}" is not a service of this shop`, { hint: didYouMean(name, names) });
  }
  const annotations = { 'kubectl.kubernetes.io/restartedAt': new Date(clock.now()).toISOString() };
  await api.patch(DEPLOYMENT, name, { spec: { template: { metadata: { annotations } } } });
  await awaitRollout(api, [name], { clock, signal, timeoutMs: TIMEOUT_MS, say: () => {} });
}
