import type { ClusterObject } from './api/cluster-object.ts';

/** How far a Deployment has come. */
export interface RolloutState {
  readonly isDone: boolean;
  /** What it waits for, in a few words. */
  readonly text: string;
}

/**
 * Answers whether a Deployment is what its spec says: seen by its controller, all pods new and available, none of
 * the old left. The order of the questions is that of kubectl's `rollout status`.
 */
export function rolloutState(deployment: ClusterObject): RolloutState {
  const { replicas: wanted = 1 } = deployment['spec'] as { readonly replicas?: number };
  const status = (deployment['status'] ?? {}) as {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
  const { observedGeneration = 0, replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  const waits = (text: string): RolloutState => ({ isDone: false, text });
  if (observedGeneration < (deployment.metadata.generation ?? 0)) return waits('not yet seen');
  if (updatedReplicas < wanted) return waits(`${updatedReplicas} of ${wanted} started`);
  if (replicas > updatedReplicas) return waits(`${replicas - updatedReplicas} old left`);
  if (availableReplicas < updatedReplicas) return waits(`${availableReplicas} of ${wanted} ready`);
  return { isDone: true, text: 'ready' };
}
