import type { ClusterObject } from '../api/cluster-object.ts';
import { crash } from './crash.ts';
import type { Cause, Diagnosis } from './diagnosis.ts';
import { evicted } from './evicted.ts';
import { missingImage } from './missing-image.ts';
import { missingKey } from './missing-key.ts';
import { outOfMemory } from './out-of-memory.ts';
import { podStateOf } from './pod-state.ts';
import { probeFailing } from './probe-failing.ts';
import { refusedPods } from './refused-pods.ts';
import { unmountableVolume } from './unmountable-volume.ts';
import { unschedulable } from './unschedulable.ts';

/** Out of memory and a probe that fails come before crash: they look like one. */
const CAUSES: readonly Cause[] = [
  evicted,
  missingImage,
  missingKey,
  unmountableVolume,
  outOfMemory,
  probeFailing,
  crash,
  unschedulable,
];

/** What is wrong, and with which object. */
export interface Finding extends Diagnosis {
  /** `cart` or `cart-6f7c9-x2x4k`. */
  readonly object: string;
}

/**
 * Answers why a workload does not come up, as far as it can be seen now; nothing while it may still be on its way.
 * @param events of the namespace; without them, volumes and probes stay unexplained
 */
export function diagnose(
  deployment: ClusterObject,
  pods: readonly ClusterObject[],
  events: readonly ClusterObject[] = [],
): Finding | undefined {
  const refused = refusedPods(deployment);
  if (refused !== undefined) return { ...refused, object: deployment.metadata.name };
  for (const pod of pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)) {
    const state = podStateOf(pod, events);
    for (const cause of CAUSES) {
      const found = cause(state);
      if (found !== undefined) return { ...found, object: pod.metadata.name };
    }
  }
  return undefined;
}
