import type { CanaryStep } from '../../platform.ts';
import type { ClusterObject } from '../api/cluster-object.ts';

/** How many stable pods there were before, on the canary's Deployment: aborting goes back to it. */
const STABLE_REPLICAS = 'shopctl.dev/stable-replicas';

/** Pods on either side. */
export interface Split {
  readonly stable: number;
  readonly canary: number;
}

/**
 * Answers how many pods give the canary its share: a Service spreads connections evenly over all of them. The
 * stable side never has fewer than before while it still gets requests.
 * @param before stable pods before the canary
 */
export function splitFor(step: CanaryStep, before: number): Split {
  switch (step) {
    case 10: {
      const stable = Math.max(9, before);
      return { stable, canary: Math.max(1, Math.round(stable / 9)) };
    }
    case 50:
      return { stable: Math.max(2, before), canary: Math.max(2, before) };
    case 100:
      return { stable: 0, canary: Math.max(1, before) };
  }
}

/** Answers the annotation that remembers how many stable pods there were. */
export function rememberedIn(stableReplicas: number): Readonly<Record<string, string>> {
  return { [STABLE_REPLICAS]: String(stableReplicas) };
}

/** Answers how many stable pods there were before a canary. */
export function rememberedReplicas({ metadata }: ClusterObject): number {
  return Number(metadata.annotations?.[STABLE_REPLICAS] ?? 1);
}
