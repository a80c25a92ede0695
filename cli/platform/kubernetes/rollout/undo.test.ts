import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RolloutRequest } from '../../platform.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import { deploySteps } from '../deploy-steps.ts';
import { FAST_CLOCK, type SmallShop, startSmallShop } from '../test-cluster/small-shop.ts';
import { releasedTemplate, templateOf } from './beside-stable.ts';

let shop: SmallShop;
beforeEach(async () => {
  shop = await startSmallShop();
});
afterEach(() => shop.server.close());

const greenTo = (step: 'test' | 'switch') =>
  ({ kind: 'blue-green', service: 'gateway', step, release: { version: 'v2' } }) as const;

/** What the cluster's own controller keeps of a Deployment. */
function rememberRevision(number: number, version: string): void {
  const stable = shop.cluster.objects.get('deployments/frontend') as ClusterObject;
  const template = releasedTemplate(templateOf(stable), 'stable', { image: `shop:${version}`, version });
  const labels = { ...template.metadata.labels, 'pod-template-hash': `hash${number}` };
  shop.cluster.objects.set(`replicasets/frontend-hash${number}`, {
    ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    metadata: {
      name: `frontend-hash${number}`,
      labels: { 'app.kubernetes.io/name': 'frontend' },
      annotations: { 'deployment.kubernetes.io/revision': String(number) },
      ownerReferences: [{ kind: 'Deployment', name: 'frontend', uid: stable.metadata.uid ?? '' }],
    },
    spec: { template: { ...template, metadata: { labels } } },
  });
}

it('a service gets back the revision before, or one by its number', async () => {
  for (const [i, version] of ['v0', 'v2', 'v1'].entries()) rememberRevision(i + 1, version);
  expect(await shop.rollout({ kind: 'undo', service: 'frontend' })).toMatchObject({
    text: 'revision 2 is back: v2 (shop:v2)',
  });
  expect(shop.versionsOf('frontend')).toEqual(['v2']);
  // Of the cluster's own; a template that has it is another one.
  expect(shop.cluster.pods('frontend')[0]?.labels).not.toHaveProperty('pod-template-hash');
  await shop.rollout({ kind: 'undo', service: 'frontend', toRevision: 1 });
  expect(shop.versionsOf('frontend')).toEqual(['v0']);
  expect(shop.cluster.objects.get('deployments/frontend')?.metadata.labels).toMatchObject({
    'app.kubernetes.io/version': 'v0',
  });
});

it.each([
  ['that is not kept', 9, 'frontend has no revision 9', 'There are: 1.'],
  ['that is the present one', 2, 'revision 2 of frontend is the one that runs', 'Others: 1.'],
])('a revision %s is refused', async (_, toRevision, message, hint) => {
  rememberRevision(1, 'v0');
  rememberRevision(2, 'v1');
  const undo = shop.rollout({ kind: 'undo', service: 'frontend', toRevision });
  await expect(undo).rejects.toMatchObject({ exitCode: 2, message, hint });
});

it('nothing is undone while a rollout is under way', async () => {
  await shop.rollout(greenTo('test'));
  await expect(shop.rollout({ kind: 'undo', service: 'gateway' })).rejects.toMatchObject({
    message: 'a rollout of gateway is under way (green)',
    hint: 'Its way back is: shopctl rollout abort gateway.',
  });
});

it('nothing is deployed while a rollout is under way', async () => {
  await shop.rollout(greenTo('test'));
  const planned = { namespace: 'shop', size: 'core', image: 'shop:1', version: '1' } as const;
  const [look] = deploySteps({ api: shop.server.api, shop: planned, clock: FAST_CLOCK, force: false });
  await expect(look?.run(() => {}, new AbortController().signal)).rejects.toMatchObject({
    exitCode: 2,
    message: 'a rollout of gateway is under way (gateway-green)',
  });
});

it.each<[string, RolloutRequest, RegExp]>([
  ['promoting nothing', { kind: 'promote', service: 'frontend' }, /no rollout of frontend is under way/],
  [
    'a release like the one that runs',
    { kind: 'canary', service: 'frontend', step: 10, release: {} },
    /a rollout needs a new release/,
  ],
  ['a service that there is not', { kind: 'undo', service: 'frontent' }, /"frontent" is not a service/],
])('%s is refused', async (_, request, complaint) => {
  await expect((async () => shop.rollout(request))()).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(complaint),
    hint: expect.any(String),
  });
});
