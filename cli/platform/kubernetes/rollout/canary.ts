import { EnvironmentError } from '../../../core/errors.ts';
import type { CanaryStep, NewRelease, RolloutReport } from '../../platform.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import { applyObject } from '../apply-object.ts';
import { replicasOf } from '../scaled-objects.ts';
import { abortRollout } from './abort.ts';
import { besideStable, checkIsSame, namedRelease, releaseOf, templateOf } from './beside-stable.ts';
import { rememberedIn, rememberedReplicas, type Split, splitFor } from './canary-split.ts';
import { judgeRelease, measureStable } from './judge-release.ts';
import { putBack, servedShare } from './report-text.ts';
import type { TrackedService } from './tracked-service.ts';

/**
 * Brings a canary to a share of the requests, and judges it there; one that fails is taken away again.
 * @throws UsageError when another release is the canary, EnvironmentError when its pods do not come up
 */
export async function stepCanary(
  service: TrackedService,
  step: CanaryStep,
  release: NewRelease,
): Promise<RolloutReport> {
  const canary = await beginOrGoOn(service, release);
  const { version } = releaseOf(templateOf(canary));
  const hasStablePods = (await service.pods('stable')).length > 0;
  const isAlone = step === 100 && hasStablePods;
  const baseline = isAlone ? await measureStable(service) : undefined;
  await shiftTo(service, splitFor(step, rememberedReplicas(canary)));
  const verdict = await judgeRelease(service, 'canary', baseline);
  if (verdict.outcome !== 'fail') {
    return { service: service.name, serves: 'canary', text: servedShare(version, verdict), verdict };
  }
  await abortRollout(service);
  return { service: service.name, serves: 'stable', text: putBack(version), verdict };
}

/** Brings both sides to their pods; who grows comes first. A canary that does not come up is taken away. */
export async function shiftTo(service: TrackedService, split: Split): Promise<void> {
  const before = replicasOf(await service.find('stable')) ?? 0;
  try {
    if (split.stable > before) await service.scale('stable', split.stable);
    await service.scale('canary', split.canary);
  } catch (error) {
    if (error instanceof EnvironmentError) await abortRollout(service);
    throw error;
  }
  await service.scale('stable', split.stable);
}

/** The Deployment comes first, without pods: it remembers what there was, whatever happens next. */
async function beginOrGoOn(service: TrackedService, release: NewRelease): Promise<ClusterObject> {
  const stable = await service.stable();
  const running = await service.find('canary');
  if (running !== undefined) {
    checkIsSame(service.name, release, running);
    return running;
  }
  const named = namedRelease(release, releaseOf(templateOf(stable)));
  const canary = besideStable(stable, 'canary', named, 0);
  const annotations = rememberedIn(replicasOf(stable) ?? 1);
  const { api, signal } = service.working;
  const object = { ...canary, metadata: { ...canary.metadata, annotations } };
  await applyObject(api, object, { force: false, signal });
  await service.pauseAutoscaler(true);
  return object;
}
