import { type Clock, systemClock } from '../../core/clock.ts';
import { didYouMean } from '../../core/closest-name.ts';
import { EnvironmentError, UsageError } from '../../core/errors.ts';
import { packageVersion } from '../../core/package-root.ts';
import type { Platform } from '../platform.ts';
import { ClusterApi } from './api/cluster-api.ts';
import { Connection } from './api/connection.ts';
import { loadAccess } from './api/load-access.ts';
import { readClusterFlags, writeClusterFlags } from './cluster-flags.ts';
import { openClusterRunSession } from './cluster-run-session.ts';
import { containerLog, followContainerLog } from './container-log.ts';
import { planClusterDeploy } from './deploy-plan.ts';
import { deploySteps } from './deploy-steps.ts';
import { planClusterDestroy } from './destroy-steps.ts';
import { PART_OF } from './manifests/workload.ts';
import { printedObjects, rehearseOnServer } from './rehearse-deploy.ts';
import { restartDeployment } from './restart-deployment.ts';
import { planRollout } from './rollout/plan-rollout.ts';
import { partNameOf } from './shop-pods.ts';
import { controlToken } from './shop-secret.ts';
import { clusterShopStatus } from './shop-status.ts';
import { forgetTarget, type KubernetesTarget, rememberTarget } from './target.ts';

export interface KubernetesPlatformOptions {
  readonly target: KubernetesTarget;
  readonly workingDirectory: string;
  /** Take fields over that another manager owns. */
  readonly force?: boolean;
  readonly clock?: Clock;
}

/** Makes the platform that runs a shop as pods on a cluster. */
export function createKubernetesPlatform(options: KubernetesPlatformOptions): Platform {
  const { target, workingDirectory, force = false, clock = systemClock } = options;
  let opened: Promise<ClusterApi> | undefined;
  const api = () => {
    opened ??= openApi(target);
    return opened;
  };
  const status = async () => clusterShopStatus(await api(), { size: target.size, clock });
  return {
    planDeploy: planClusterDeploy,
    async *rehearse({ size, flavour, resources, autoscale }, by) {
      const shop = { ...target, size, flavour, resources, autoscale };
      if (by === 'client') yield printedObjects(shop);
      else yield* await rehearseOnServer(await api(), shop);
    },
    deploy: async ({ size, flavour, resources, autoscale }) => {
      const { namespace, image } = target;
      const shop = { namespace, size, image, flavour, resources, autoscale, version: packageVersion() };
      const steps = deploySteps({ api: await api(), shop, clock, force });
      const remember = {
        title: 'Remember the cluster',
        run: () => rememberTarget(workingDirectory, { ...target, size }),
      };
      return {
        steps: [remember, ...steps],
        result: async () => clusterShopStatus(await api(), { size, clock }),
      };
    },
    status,
    destroy: async () => {
      const work = await planClusterDestroy(await api(), clock);
      const forget = { title: 'Forget the cluster', run: () => forgetTarget(workingDirectory) };
      return { ...work, steps: [...work.steps, forget] };
    },
    restart: async (service, signal) => restartDeployment(await api(), service, { clock, signal }),
    rollout: async (request) => planRollout(await api(), request, clock),
    readFlagFile: async () => readClusterFlags(await api()),
    writeFlagFile: async (text) => writeClusterFlags(await api(), text, clock.now()),
    openRun: async (runId) =>
      openClusterRunSession({
        api: await api(),
        shop: await status(),
        token: await controlToken(await api()),
        clock,
        runId,
      }),
    async *logs(name, { follow, signal }) {
      const pod = await podOf(await api(), name);
      if (follow) yield* followContainerLog(await api(), pod, signal);
      else yield* await containerLog(await api(), pod, {});
    },
  };
}

async function openApi({ context, namespace }: KubernetesTarget): Promise<ClusterApi> {
  return new ClusterApi(new Connection(await loadAccess(context)), namespace);
}

async function podOf(api: ClusterApi, name: string): Promise<string> {
  const { items } = await api.list({ apiVersion: 'v1', kind: 'Pod' }, PART_OF);
  const names = [...new Set(items.map(partNameOf))];
  if (names.length === 0) {
    throw new EnvironmentError(`no shop runs in the namespace "${api.namespace}"`, {
      code: 'SHOPCTL_NOT_DEPLOYED',
      hint: 'Start it: shopctl deploy --target kubernetes.',
    });
  }
  const own = items.filter((pod) => partNameOf(pod) === name);
  const [newest] = own.toSorted((a, b) =>
    (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''),
  );
  if (newest !== undefined) return newest.metadata.name;
  throw new UsageError(`"${name}" is not a part of this shop`, { hint: didYouMean(name, names) });
}
