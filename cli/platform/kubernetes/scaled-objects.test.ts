import type { IncomingMessage } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { applyObject } from './apply-object.ts';
import { checkRequestsMetric, removeAutoscalersBut, withLiveReplicas } from './scaled-objects.ts';
import {
  type FakeApiServer,
  refusal,
  sayNo,
  sayYes,
  startFakeApiServer,
} from './test-cluster/fake-api-server.ts';

let server: FakeApiServer;
afterEach(() => server.close());

const signal = new AbortController().signal;
const deployment = (replicas: number) => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'orders' } },
  spec: { replicas },
});

it.each([
  ['none yet', undefined, 3],
  ['as many as the autoscaler wants', 7, 7],
  ['fewer than there may be', 1, 3],
  ['more than there may be', 40, 10],
])('pods that are there, %s: %s become %s', async (_, live, replicas) => {
  server = await startFakeApiServer((_request, response) =>
    live === undefined
      ? sayNo(response, 404, { details: { name: 'orders' } })
      : sayYes(response, deployment(live)),
  );
  expect(await withLiveReplicas(server.api, deployment(3), 'cpu')).toEqual(deployment(replicas));
});

it('what is not scaled is applied as it is, and nobody asked', async () => {
  server = await startFakeApiServer((_request, response) => sayYes(response, deployment(7)));
  expect(await withLiveReplicas(server.api, deployment(1), undefined)).toEqual(deployment(1));
  expect(server.asked).toEqual([]);
});

const conflictWith = (...owners: readonly string[]) => ({
  details: {
    causes: owners.map((owner) => ({
      reason: 'FieldManagerConflict',
      field: '.spec.replicas',
      message: `conflict with ${owner} using apps/v1`,
    })),
  },
});

async function applyAgainst(...owners: readonly string[]) {
  server = await startFakeApiServer(({ url = '' }: IncomingMessage, response) =>
    url.includes('force=true') ? sayYes(response, {}) : sayNo(response, 409, conflictWith(...owners)),
  );
  return applyObject(server.api, deployment(1), { force: false, signal });
}

it('what an autoscaler and an undone rollout have set is set anew', async () => {
  await applyAgainst('"kube-controller-manager" with subresource "scale"', '"shopctl"');
  expect(server.asked.map((url) => url.includes('force=true'))).toEqual([false, true]);
});

it.each([
  ['somebody', ['"kubectl-edit"']],
  ['somebody besides us', ['"shopctl"', '"kubectl" with subresource "scale"']],
])('what %s has set is not', async (_, owners) => {
  expect((await refusal(applyAgainst(...owners))).message).toContain('another manager owns');
  expect(server.asked).toHaveLength(1);
});

it('autoscalers that a deployment does not have are removed', async () => {
  server = await startFakeApiServer(({ method }, response) =>
    sayYes(
      response,
      method === 'GET'
        ? {
            items: [{ metadata: { name: 'cart' } }, { metadata: { name: 'gateway' } }],
            metadata: { resourceVersion: '1' },
          }
        : {},
    ),
  );
  await removeAutoscalersBut(server.api, ['gateway']);
  const deleted = server.asked.filter((url) => url.startsWith('DELETE'));
  expect(deleted).toEqual([expect.stringContaining('/horizontalpodautoscalers/cart?')]);
});

it('a cluster that counts no requests is named, with the way out', async () => {
  server = await startFakeApiServer((_request, response) => sayNo(response, 404, '404 page not found'));
  await expect(checkRequestsMetric(server.api)).rejects.toMatchObject({
    code: 'SHOPCTL_NO_CUSTOM_METRICS',
    exitCode: 3,
    hint: expect.stringContaining('--autoscale cpu'),
  });
});

it('a cluster that counts them will do', async () => {
  server = await startFakeApiServer((_request, response) => sayYes(response, { kind: 'APIGroup' }));
  await checkRequestsMetric(server.api);
  expect(server.asked).toEqual(['GET /apis/custom.metrics.k8s.io']);
});
