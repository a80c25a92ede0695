import { UsageError } from '../../../core/errors.ts';
import type { RolloutReport } from '../../platform.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import { replicasOf } from '../scaled-objects.ts';
import { releaseOf, templateOf } from './beside-stable.ts';
import { rememberedReplicas } from './canary-split.ts';
import { awaitQuiet } from './judge-release.ts';
import { putBack } from './report-text.ts';
import type { TrackedService } from './tracked-service.ts';

/**
 * Gives all requests back to the stable release and takes the new one away (E-03, E-07). Goes on wherever a command
 * was interrupted, and does nothing where nothing is under way.
 * @throws UsageError when the new release has already become the stable one
 */
export async function abortRollout(service: TrackedService): Promise<RolloutReport> {
  const track = await service.underWay();
  const stable = await service.stable();
  const candidate = track === undefined ? undefined : await service.find(track);
  if (track === undefined || candidate === undefined) {
    await putTrafficBack(service);
    return { service: service.name, serves: 'stable', text: 'no rollout is under way' };
  }
  const { version } = releaseOf(templateOf(candidate));
  if (version === releaseOf(templateOf(stable)).version) {
    throw new UsageError(`${version} has already become the release of ${service.name}`, {
      hint: `End its promotion, then go back: shopctl rollout promote ${service.name}, shopctl rollout undo ${service.name}.`,
    });
  }
  const before = stableReplicasBefore(track, stable, candidate);
  // First the pods, then the requests, then the end of the others.
  if ((replicasOf(stable) ?? 0) < before) await service.scale('stable', before);
  if ((await service.servedTrack()) === 'green') {
    await service.serve('stable');
    await awaitQuiet(service, 'green');
  }
  await service.remove(track);
  await service.scale('stable', before);
  await putTrafficBack(service);
  return { service: service.name, serves: 'stable', text: putBack(version) };
}

/**
 * Blue stands by with the pods it had, and goes back into traffic with them, more or not: the way back must need no
 * room that a full cluster does not have. It has none only where a promotion was interrupted.
 */
function stableReplicasBefore(
  track: 'canary' | 'green',
  stable: ClusterObject,
  candidate: ClusterObject,
): number {
  if (track === 'canary') return rememberedReplicas(candidate);
  return replicasOf(stable) || (replicasOf(candidate) ?? 1);
}

/** Has the Services select every pod again, and the autoscaler work: only one track is left. */
export async function putTrafficBack(service: TrackedService): Promise<void> {
  if ((await service.servedTrack()) !== undefined) await service.serve(undefined);
  await service.pauseAutoscaler(false);
}
