import type { ClusterApi } from './api/cluster-api.ts';
import { ClusterError } from './api/cluster-error.ts';
import type { ClusterObject } from './api/cluster-object.ts';

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace' };
/** What we wrote otherwise than by applying (an undone rollout), and what an autoscaler of ours has set. */
const OURS = /conflict with ("shopctl"|"kube-controller-manager" with subresource "scale" using apps\/v1$)/;

/**
 * Applies an object. Fields are taken from another manager only with `force`; but what our own commands and
 * autoscalers have set is ours to set anew.
 * @throws ClusterError that names the fields and their owners
 */
export async function applyObject(
  api: ClusterApi,
  object: ClusterObject,
  { force, signal }: { readonly force: boolean; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await api.apply(object, { force, signal });
  } catch (error) {
    if (isOursToTake(error)) await api.apply(object, { force: true, signal });
    // A namespace that is there may be all that somebody is given.
    else if (!(await isGivenNamespace(api, object, error))) throw error;
  }
}

function isOursToTake(error: unknown): boolean {
  if (!(error instanceof ClusterError) || error.status !== 409) return false;
  const causes = error.body.details?.causes ?? [];
  return causes.length > 0 && causes.every(({ message = '' }) => OURS.test(message));
}

async function isGivenNamespace(api: ClusterApi, { kind }: ClusterObject, error: unknown): Promise<boolean> {
  if (!(error instanceof ClusterError) || error.status !== 403 || kind !== 'Namespace') return false;
  return (await api.find(NAMESPACE, api.namespace)) !== undefined;
}
