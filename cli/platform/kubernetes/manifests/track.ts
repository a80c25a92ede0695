/** Which of a service's Deployments a pod belongs to: the usual one, or one that a rollout has put beside it. */
export type Track = 'stable' | 'canary' | 'green';

/** The label of it, on Deployments of services and their pods; a Service selects by it only while colours differ. */
export const TRACK = 'shopctl.dev/track';

/** Answers the name of a service's Deployment on a track: `gateway`, `gateway-green`. */
export function trackedName(service: string, track: Track): string {
  return track === 'stable' ? service : `${service}-${track}`;
}
