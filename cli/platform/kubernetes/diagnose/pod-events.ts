import type { ClusterObject } from '../api/cluster-object.ts';

export const EVENT = { apiVersion: 'v1', kind: 'Event' };
/** Selects the events of pods. */
export const POD_EVENTS = 'involvedObject.kind=Pod';

/** Something that the scheduler or the kubelet said about a pod, once or often. */
export interface PodEvent {
  /** `FailedMount`, `Unhealthy`, `Killing`, … */
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  /** The container it is about, when it is about one. */
  readonly container?: string;
  /** When it was last said, ISO 8601. */
  readonly lastAt: string;
}

interface RawEvent {
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly series?: { readonly count: number; readonly lastObservedTime: string };
  readonly involvedObject: { readonly uid?: string; readonly fieldPath?: string };
}

/** Answers the events of a pod among those of its namespace, oldest first. */
export function podEventsOf(pod: ClusterObject, events: readonly ClusterObject[]): readonly PodEvent[] {
  return (events as unknown as readonly RawEvent[])
    .filter(
      ({ involvedObject }) => involvedObject.uid !== undefined && involvedObject.uid === pod.metadata.uid,
    )
    .map(podEventOf)
    .toSorted((a, b) => a.lastAt.localeCompare(b.lastAt));
}

function podEventOf(event: RawEvent): PodEvent {
  const { reason = '', message = '', series, involvedObject } = event;
  const container = /^spec\.containers\{(.+)\}$/.exec(involvedObject.fieldPath ?? '')?.[1];
  return {
    reason,
    message,
    count: series?.count ?? event.count ?? 1,
    lastAt: series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? '',
    ...(container === undefined ? {} : { container }),
  };
}
