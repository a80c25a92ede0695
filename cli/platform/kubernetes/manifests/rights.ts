import type { ClusterObject } from '../api/cluster-object.ts';
import { MANAGED_BY } from './workload.ts';

/** What may be done with a kind of resource. */
export interface Right {
  /** API group, empty for the core. */
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const WRITE = ['get', 'list', 'watch', 'create', 'patch', 'delete'] as const;

/** Everything that deploy, rollouts, status, logs, runs and destroy do in the shop's namespace; nothing beyond it. */
export const RIGHTS: readonly Right[] = [
  { group: 'apps', resources: ['deployments'], verbs: WRITE },
  { group: '', resources: ['services', 'configmaps', 'secrets'], verbs: WRITE },
  { group: '', resources: ['pods'], verbs: ['get', 'list', 'watch', 'patch'] },
  { group: '', resources: ['pods/log'], verbs: ['get'] },
  // The namespace itself, to see whose it is and whether it is going; a Role can give that for its own.
  { group: '', resources: ['namespaces'], verbs: ['get'] },
  // They say why a pod does not come up, and what a namespace may take.
  { group: '', resources: ['events'], verbs: ['list', 'watch'] },
  { group: '', resources: ['resourcequotas'], verbs: ['list'] },
  // Faults, flushes and recorded telemetry go through the API server to the pods.
  { group: '', resources: ['pods/proxy'], verbs: ['get', 'create', 'update', 'delete'] },
  { group: 'networking.k8s.io', resources: ['networkpolicies'], verbs: WRITE },
  { group: 'apps', resources: ['replicasets'], verbs: ['list'] },
  { group: 'autoscaling', resources: ['horizontalpodautoscalers'], verbs: WRITE },
  { group: 'policy', resources: ['poddisruptionbudgets'], verbs: ['list', 'delete'] },
  { group: 'coordination.k8s.io', resources: ['leases'], verbs: WRITE },
  { group: 'metrics.k8s.io', resources: ['pods'], verbs: ['list'] },
];

/** Answers the Role to give to who uses shopctl in a namespace that somebody else made. */
export function userRole(): ClusterObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'shopctl-user', labels: MANAGED_BY },
    rules: RIGHTS.map(({ group, resources, verbs }) => ({ apiGroups: [group], resources, verbs })),
  };
}
