import type { Clock } from '../../core/clock.ts';
import { EnvironmentError, UsageError } from '../../core/errors.ts';
import type { Step } from '../platform.ts';
import type { ClusterApi } from './api/cluster-api.ts';
import type { ClusterObject } from './api/cluster-object.ts';
import { applyObject } from './apply-object.ts';
import { awaitRollout } from './await-rollout.ts';
import { switchClusterFlavour } from './cluster-flags.ts';
import type { Finding } from './diagnose/diagnose.ts';
import { autoscalers } from './manifests/autoscalers.ts';
import { FLAGS_NAME } from './manifests/pod-parts.ts';
import { RIGHTS } from './manifests/rights.ts';
import { type ShopObjectsOptions, shopObjects, type Wave } from './manifests/shop-objects.ts';
import { TRACK } from './manifests/track.ts';
import { isOurs } from './manifests/workload.ts';
import { checkRequestsMetric, removeAutoscalersBut, withLiveReplicas } from './scaled-objects.ts';
import { shopSecret } from './shop-secret.ts';

export interface DeployStepsOptions {
  readonly api: ClusterApi;
  readonly shop: ShopObjectsOptions;
  readonly clock: Clock;
  /** Take fields over that another manager owns. */
  readonly force: boolean;
  onTrouble?(finding: Finding): void;
}

const TITLES: Readonly<Record<Wave['name'], string>> = {
  namespace: 'Namespace, secret and flags',
  stores: 'Stores and telemetry',
  leaves: 'Services that call few others',
  orders: 'Orders',
  edge: 'Gateway and frontend',
  autoscalers: 'Autoscalers',
};
/** Pulling images of half a gigabyte included. */
const WAVE_TIMEOUT_MS = 180_000;
const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace' };

/** Answers the steps that bring a shop up, wave by wave: what is applied again unchanged is not written. */
export function deploySteps(options: DeployStepsOptions): readonly Step[] {
  const waves = shopObjects(options.shop);
  return [
    { title: 'Look at the cluster', run: (say) => preflight(options, say) },
    ...waves.map(
      (wave): Step => ({
        title: TITLES[wave.name],
        run: (say, signal) => applyWave(wave, options, say, signal),
      }),
    ),
  ];
}

async function preflight({ api, shop }: DeployStepsOptions, say: (text: string) => void): Promise<void> {
  const { text } = await api.connection.ask({ method: 'GET', path: '/version' });
  const { gitVersion } = JSON.parse(text) as { readonly gitVersion: string };
  say(`Kubernetes ${gitVersion}`);
  await checkRights(api, shop);
  if (shop.autoscale === 'requests') await checkRequestsMetric(api);
  const namespace = await api.find(NAMESPACE, api.namespace);
  if (namespace === undefined) return;
  if (namespace.metadata.deletionTimestamp === undefined) return refuseDuringRollout(api);
  throw new EnvironmentError(`the namespace "${api.namespace}" is being deleted`, {
    hint: 'Wait until it is gone, or deploy to another one: --namespace NAME.',
  });
}

/** @throws UsageError while two releases of a service share its requests: which one would be deployed anew? */
async function refuseDuringRollout(api: ClusterApi): Promise<void> {
  const { items } = await api.list(
    { apiVersion: 'apps/v1', kind: 'Deployment' },
    `${TRACK} in (canary,green)`,
  );
  const [first] = items;
  if (first === undefined) return;
  const service = first.metadata.labels?.['app.kubernetes.io/name'];
  throw new UsageError(`a rollout of ${service} is under way (${first.metadata.name})`, {
    hint: `End it first: shopctl rollout promote ${service}, or abort.`,
  });
}

/** Asked at once, so that a right that is missing shows before anything is written. */
async function checkRights(api: ClusterApi, { autoscale }: ShopObjectsOptions): Promise<void> {
  const written = RIGHTS.filter(({ verbs }) => verbs.includes('patch'));
  const needed = written.filter(({ group }) => group !== 'autoscaling' || autoscale !== undefined);
  const wanted = needed.flatMap(({ group, resources }) =>
    resources.map((resource) => ({ group, resource, verb: 'patch' })),
  );
  const answers = await Promise.all(
    wanted.map(async (right) => {
      const review = await api.create({
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { namespace: api.namespace, ...right } },
      });
      const { allowed } = review['status'] as { readonly allowed: boolean };
      return allowed ? '' : `${right.verb} ${right.resource}`;
    }),
  );
  const denied = answers.filter((right) => right !== '');
  if (denied.length === 0) return;
  throw new EnvironmentError(`not allowed in the namespace "${api.namespace}": ${denied.join(', ')}`, {
    hint: 'manifests/rbac.yaml lists what deploy needs.',
  });
}

async function applyWave(
  wave: Wave,
  options: DeployStepsOptions,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { api, clock, force, onTrouble } = options;
  const objects = await completed(wave, options);
  // The namespace first: all others are in it.
  const [first, ...rest] = objects;
  if (first !== undefined) await applyObject(api, first, { force, signal });
  await Promise.all(rest.map((object) => applyObject(api, object, { force, signal })));
  if (wave.name === 'namespace') {
    await switchClusterFlavour(api, options.shop.flavour, clock.now());
    await removeAutoscalersBut(api, autoscaledNames(options.shop));
  }
  const names = objects.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name);
  await awaitRollout(api, names, {
    clock,
    signal,
    say,
    timeoutMs: WAVE_TIMEOUT_MS,
    ...(onTrouble === undefined ? {} : { onTrouble }),
  });
}

/** A namespace that somebody else made stays as it is: marked as ours, it would go with the shop. */
async function isGivenNamespace(api: ClusterApi): Promise<boolean> {
  const namespace = await api.find(NAMESPACE, api.namespace);
  return namespace !== undefined && !isOurs(namespace);
}

function autoscaledNames({ size, autoscale }: ShopObjectsOptions): readonly string[] {
  return autoscale === undefined ? [] : autoscalers(size, autoscale).map(({ metadata }) => metadata.name);
}

/**
 * The first wave gets what must not stand in files: the secret, and the flags as their owner has set them. What is
 * scaled keeps the pods it has.
 */
async function completed(wave: Wave, { api, shop }: DeployStepsOptions): Promise<readonly ClusterObject[]> {
  if (wave.name !== 'namespace') {
    return Promise.all(wave.objects.map((object) => withLiveReplicas(api, object, shop.autoscale)));
  }
  const flags = await api.find(CONFIG_MAP, FLAGS_NAME);
  const isGiven = await isGivenNamespace(api);
  const objects = wave.objects.filter(({ kind, metadata }) => {
    if (kind === 'Namespace') return !isGiven;
    return metadata.name !== FLAGS_NAME || flags === undefined;
  });
  return [...objects, await shopSecret(api)];
}
