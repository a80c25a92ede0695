import type { ServiceName } from '../../../target-shop/service-table.ts';
import { SERVICES } from '../../../target-shop/service-table.ts';
import type { ClusterObject } from './api/cluster-object.ts';
import { podStateOf } from './diagnose/pod-state.ts';
import { containerPort } from './manifests/service-objects.ts';
import { TRACK, type Track, trackedName } from './manifests/track.ts';

/** A pod of a service that runs, as runs need it. */
export interface ServicePod {
  readonly service: ServiceName;
  /** The pod's name, which is its instance's. */
  readonly instance: string;
  readonly port: number;
}

/** Answers a Deployment's own pods: those that it selects. */
export function podsOf(
  { metadata, spec }: ClusterObject,
  pods: readonly ClusterObject[],
): readonly ClusterObject[] {
  const { selector } = spec as {
    readonly selector?: { readonly matchLabels: Readonly<Record<string, string>> };
  };
  const wanted = Object.entries(selector?.matchLabels ?? { 'app.kubernetes.io/name': metadata.name });
  return pods.filter((pod) => wanted.every(([label, value]) => pod.metadata.labels?.[label] === value));
}

/** Answers the name of the part that a pod belongs to: its service or store, or what a rollout has put beside it. */
export function partNameOf({ metadata: { name, labels = {} } }: ClusterObject): string {
  const { 'app.kubernetes.io/name': service = name, [TRACK]: track = 'stable' } = labels;
  return trackedName(service, track as Track);
}

/** Answers the pods of services that run now; those that end or have not begun hold nothing. */
export function servicePodsOf(pods: readonly ClusterObject[]): readonly ServicePod[] {
  return pods.flatMap((pod) => {
    const row = SERVICES.find(({ name }) => name === pod.metadata.labels?.['app.kubernetes.io/name']);
    if (row === undefined || pod.metadata.deletionTimestamp !== undefined) return [];
    const isRunning = podStateOf(pod).containers.some((container) => container.isRunning);
    if (!isRunning) return [];
    return [{ service: row.name, instance: pod.metadata.name, port: containerPort(row) }];
  });
}
