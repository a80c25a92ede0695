import type { ObjectKind } from './cluster-object.ts';

interface Resource {
  readonly plural: string;
  readonly isNamespaced: boolean;
}

/** The kinds we use. A table instead of asking the server: discovery costs a request a group, and ours are stable. */
const RESOURCES: Readonly<Record<string, Resource>> = {
  'v1 Namespace': { plural: 'namespaces', isNamespaced: false },
  'v1 Node': { plural: 'nodes', isNamespaced: false },
  'v1 ConfigMap': { plural: 'configmaps', isNamespaced: true },
  'v1 Event': { plural: 'events', isNamespaced: true },
  'v1 Pod': { plural: 'pods', isNamespaced: true },
  'v1 ResourceQuota': { plural: 'resourcequotas', isNamespaced: true },
  'v1 Secret': { plural: 'secrets', isNamespaced: true },
  'v1 Service': { plural: 'services', isNamespaced: true },
  'v1 ServiceAccount': { plural: 'serviceaccounts', isNamespaced: true },
  'apps/v1 Deployment': { plural: 'deployments', isNamespaced: true },
  'apps/v1 ReplicaSet': { plural: 'replicasets', isNamespaced: true },
  'authorization.k8s.io/v1 SelfSubjectAccessReview': {
    plural: 'selfsubjectaccessreviews',
    isNamespaced: false,
  },
  'autoscaling/v2 HorizontalPodAutoscaler': { plural: 'horizontalpodautoscalers', isNamespaced: true },
  'coordination.k8s.io/v1 Lease': { plural: 'leases', isNamespaced: true },
  'metrics.k8s.io/v1beta1 PodMetrics': { plural: 'pods', isNamespaced: true },
  'networking.k8s.io/v1 NetworkPolicy': { plural: 'networkpolicies', isNamespaced: true },
  'policy/v1 PodDisruptionBudget': { plural: 'poddisruptionbudgets', isNamespaced: true },
};

/**
 * Answers the path of a kind's collection, in a namespace when it has one.
 * @throws RangeError for a kind that is not in the table
 * @example collectionPath({ apiVersion: 'apps/v1', kind: 'Deployment' }, 'shop')
 */
export function collectionPath(kind: ObjectKind, namespace: string): string {
  const { plural, isNamespaced } = resourceOf(kind);
  const root = kind.apiVersion.includes('/') ? `/apis/${kind.apiVersion}` : `/api/${kind.apiVersion}`;
  return isNamespaced ? `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}` : `${root}/${plural}`;
}

/** Answers the path of one object. @throws RangeError for a kind that is not in the table */
export function objectPath(kind: ObjectKind, namespace: string, name: string): string {
  return `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}`;
}

/** Answers how people name a resource: `deployments.apps`, `pods`. */
export function resourceName(kind: ObjectKind): string {
  const [group] = kind.apiVersion.includes('/') ? kind.apiVersion.split('/') : [''];
  const { plural } = resourceOf(kind);
  return group === '' ? plural : `${plural}.${group}`;
}

function resourceOf({ apiVersion, kind }: ObjectKind): Resource {
  const resource = RESOURCES[`${apiVersion} ${kind}`];
  if (resource === undefined) throw new RangeError(`no path is known for ${kind} of ${apiVersion}`);
  return resource;
}
