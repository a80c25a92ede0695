import type { ClusterObject } from '../api/cluster-object.ts';
import type { Diagnosis } from './diagnosis.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

/** A Deployment whose pods the cluster does not even make: a policy or a quota is in the way. */
export function refusedPods(deployment: ClusterObject): Diagnosis | undefined {
  const { conditions = [] } = (deployment['status'] ?? {}) as { readonly conditions?: readonly Condition[] };
  const failure = conditions.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  if (failure === undefined) return undefined;
  const message = failure.message ?? '';
  const evidence = [message];
  if (/exceeded quota/.test(message)) {
    return {
      cause: 'quota',
      sentence: `its pods exceed the quota ${/exceeded quota: ([^,]+)/.exec(message)?.[1] ?? 'of the namespace'}`,
      evidence,
      hint: 'Raise the quota, or deploy to another namespace: --namespace NAME.',
      patienceMs: 3000,
    };
  }
  const violation = /violates PodSecurity "([^"]+)"/.exec(message);
  return {
    cause: 'policy',
    sentence:
      violation === null
        ? 'the cluster refuses its pods'
        : `its pods violate the Pod Security standard "${violation[1]}"`,
    evidence,
    hint: 'Deploy to a namespace whose policies allow it, or change what the message names.',
    patienceMs: 3000,
  };
}
