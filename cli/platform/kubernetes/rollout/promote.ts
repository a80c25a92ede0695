import { UsageError } from '../../../core/errors.ts';
import type { ReleaseVerdict, RolloutReport } from '../../platform.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import { VERSION } from '../manifests/workload.ts';
import { replicasOf } from '../scaled-objects.ts';
import { abortRollout, putTrafficBack } from './abort.ts';
import { releasedTemplate, releaseOf, templateOf } from './beside-stable.ts';
import { switchToGreen } from './blue-green.ts';
import { shiftTo } from './canary.ts';
import { rememberedReplicas, splitFor } from './canary-split.ts';
import { awaitQuiet, judgeRelease } from './judge-release.ts';
import { putBack } from './report-text.ts';
import type { TrackedService } from './tracked-service.ts';

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };

/**
 * Makes the new release the stable one, if it does no worse than the one before; else it is taken away. An
 * inconclusive verdict changes nothing. While the stable pods are made anew, those of the rollout have all requests.
 * @throws UsageError when no rollout is under way
 */
export async function promoteRollout(service: TrackedService): Promise<RolloutReport> {
  const track = await service.underWay();
  const candidate = track === undefined ? undefined : await service.find(track);
  if (track === undefined || candidate === undefined) {
    await putTrafficBack(service);
    throw new UsageError(`no rollout of ${service.name} is under way`, {
      hint: `Begin one: shopctl rollout ${service.name === 'gateway' ? 'blue-green gateway --step test' : 'canary frontend --step 10'} --release v2.`,
    });
  }
  const { version } = releaseOf(templateOf(candidate));
  const gate =
    track === 'green' ? await switchToGreen(service, version) : await judgedCanary(service, version);
  if (gate.verdict?.outcome !== 'pass') return gate;
  const replicas = await takeAllRequests(service, track, candidate);
  await renew(service, candidate, replicas);
  if (track === 'green') {
    await service.serve('stable');
    await awaitQuiet(service, 'green');
  }
  await service.remove(track);
  await putTrafficBack(service);
  const text = `${version} is the release now`;
  return { service: service.name, serves: 'stable', text, verdict: gate.verdict };
}

/** One that has all requests already was judged when it got them, by what was beside it then. */
async function judgedCanary(service: TrackedService, version: string): Promise<RolloutReport> {
  const verdict: ReleaseVerdict = await judgeRelease(service, 'canary');
  if (verdict.outcome !== 'fail') {
    return { service: service.name, serves: 'canary', text: `${version} stays a canary`, verdict };
  }
  await abortRollout(service);
  return { service: service.name, serves: 'stable', text: putBack(version), verdict };
}

/** Ends the stable pods, whose requests the others have by then. @returns how many stable pods there are to be */
async function takeAllRequests(
  service: TrackedService,
  track: 'canary' | 'green',
  candidate: ClusterObject,
): Promise<number> {
  if (track === 'canary') {
    const before = rememberedReplicas(candidate);
    await shiftTo(service, splitFor(100, before));
    return before;
  }
  await service.scale('stable', 0);
  return replicasOf(await service.find('green')) ?? 1;
}

/** Gives the stable Deployment the new release, and its pods back. */
async function renew(service: TrackedService, candidate: ClusterObject, replicas: number): Promise<void> {
  const { api } = service.working;
  const release = releaseOf(templateOf(candidate));
  const stable = await service.stable();
  const template = releasedTemplate(templateOf(stable), 'stable', release);
  await api.replacePart(DEPLOYMENT, service.name, '/spec/template', template);
  await api.patch(DEPLOYMENT, service.name, { metadata: { labels: { [VERSION]: release.version } } });
  await service.scale('stable', replicas);
}
