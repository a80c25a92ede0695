import { EnvironmentError } from '../../../core/errors.ts';
import type { BlueGreenStep, NewRelease, RolloutReport } from '../../platform.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import { applyObject } from '../apply-object.ts';
import { replicasOf } from '../scaled-objects.ts';
import { abortRollout } from './abort.ts';
import { besideStable, checkIsSame, namedRelease, releaseOf, templateOf } from './beside-stable.ts';
import { awaitQuiet, judgeRelease, measureStable } from './judge-release.ts';
import { putBack, servedShare } from './report-text.ts';
import { testPods } from './test-pods.ts';
import type { TrackedService } from './tracked-service.ts';

/**
 * Brings up a green release beside the blue one and tests it without traffic, or gives it all requests while blue
 * stands by (E-06). Green that fails either way is taken away again.
 * @throws UsageError when another release is green, EnvironmentError when its pods do not come up or fail the test
 */
export async function stepBlueGreen(
  service: TrackedService,
  step: BlueGreenStep,
  release: NewRelease,
): Promise<RolloutReport> {
  const green = await beginOrGoOn(service, release);
  const { version } = releaseOf(templateOf(green));
  await comeUpAndPass(service, version);
  if (step === 'switch') return switchToGreen(service, version);
  const serves = (await service.servedTrack()) === 'green' ? 'green' : 'stable';
  const text = `${version} is up and tested; ${serves === 'green' ? 'it has' : 'the release before has'} all requests`;
  return { service: service.name, serves, text };
}

/** Gives green all requests, unless it has them, and judges it by what blue did just before. */
export async function switchToGreen(service: TrackedService, version: string): Promise<RolloutReport> {
  const isServing = (await service.servedTrack()) === 'green';
  const baseline = isServing ? undefined : await measureStable(service);
  if (!isServing) {
    await growToStable(service);
    await service.serve('green');
    await awaitQuiet(service, 'stable');
  }
  const verdict = await judgeRelease(service, 'green', baseline);
  if (verdict.outcome !== 'fail') {
    return { service: service.name, serves: 'green', text: servedShare(version, verdict), verdict };
  }
  await abortRollout(service);
  return { service: service.name, serves: 'stable', text: putBack(version), verdict };
}

/** The Services are held to blue before there is any green that they could find. */
async function beginOrGoOn(service: TrackedService, release: NewRelease): Promise<ClusterObject> {
  const stable = await service.stable();
  const running = await service.find('green');
  if (running !== undefined) {
    checkIsSame(service.name, release, running);
    return running;
  }
  const named = namedRelease(release, releaseOf(templateOf(stable)));
  const green = besideStable(stable, 'green', named, replicasOf(stable) ?? 1);
  const { api, signal } = service.working;
  await service.serve('stable');
  await service.pauseAutoscaler(true);
  await applyObject(api, green, { force: false, signal });
  return green;
}

async function comeUpAndPass(service: TrackedService, version: string): Promise<void> {
  try {
    await service.awaitReady('green');
    await testPods(service, 'green', version);
  } catch (error) {
    if (error instanceof EnvironmentError) await abortRollout(service);
    throw error;
  }
}

/** Load may have brought blue more pods since green began; green is scaled as blue was, from here on. */
async function growToStable(service: TrackedService): Promise<void> {
  const [stable, green] = [await service.find('stable'), await service.find('green')];
  const needed = replicasOf(stable) ?? 1;
  if ((replicasOf(green) ?? 0) < needed) await service.scale('green', needed);
  await service.scaleLikeStable('green');
}
