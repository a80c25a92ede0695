import { afterEach, describe, expect, it } from 'vitest';
import { freePortBlock } from '../../local/free-port.ts';
import {
  type FakeApiServer,
  refusal,
  sayNo,
  sayYes,
  startFakeApiServer,
} from '../test-cluster/fake-api-server.ts';
import { ClusterApi } from './cluster-api.ts';
import { Connection } from './connection.ts';

const POD = { apiVersion: 'v1', kind: 'Pod' };
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart' } };
let server: FakeApiServer | undefined;
afterEach(() => server?.close());

async function start(...behaviours: Parameters<typeof startFakeApiServer>): Promise<FakeApiServer> {
  server = await startFakeApiServer(...behaviours);
  return server;
}

describe('an answer that says no is a sentence with a way out, and exit 3', () => {
  it.each([
    [401, { message: 'Unauthorized' }, /context "fake" does not accept its credentials/, /--context/],
    [
      403,
      { message: 'deployments.apps is forbidden: User "eve" cannot patch resource "deployments"' },
      /not allowed: .*User "eve" cannot patch/,
      /rbac\.yaml|--namespace/,
    ],
    [
      409,
      {
        details: {
          kind: 'deployments',
          name: 'cart',
          causes: [
            {
              reason: 'FieldManagerConflict',
              message: 'conflict with "helm" using apps/v1',
              field: '.spec.replicas',
            },
          ],
        },
      },
      /deployments "cart" has fields that another manager owns: \.spec\.replicas \(conflict with "helm"/,
      /--force-conflicts/,
    ],
    [
      422,
      { message: 'spec.replicas: Invalid value: -1' },
      /refuses applying .*deployments\/cart: spec\.replicas/,
      /--dry-run=server/,
    ],
    [422, { message: 'spec.selector: field is immutable' }, /field is immutable/, /shopctl destroy/],
    [
      500,
      { message: 'failed to create typed patch object (shop/cart): .spec.replicasTypo: field not declared' },
      /refuses applying .*\.spec\.replicasTypo/,
      /--dry-run=server/,
    ],
    [500, { message: 'etcdserver: leader changed' }, /failed on applying .* with 500: etcdserver/, /again/],
    [
      404,
      { message: 'namespaces "shop" not found', details: { kind: 'namespaces', name: 'shop' } },
      /the namespace "shop" does not exist/,
      /shopctl deploy .*--namespace NAME/,
    ],
    [404, { message: 'page not found' }, /does not know this API/, /Kubernetes 1/],
    [
      403,
      { message: 'unable to create new content in namespace shop because it is being terminated' },
      /not allowed: .*being terminated/,
      /Wait until the namespace is gone/,
    ],
    [
      403,
      { message: 'configmaps "x" is forbidden: exceeded quota: q' },
      /exceeded quota: q/,
      /Raise the quota/,
    ],
    [403, { message: 'admission webhook "v.example" denied the request: no' }, /v\.example/, /A policy of/],
    [403, { message: 'User "system:anonymous" cannot list' }, /system:anonymous/, /No credentials were sent/],
    [502, '<html>no upstream</html>', /failed on applying .* with 502: <html>/, /again/],
  ])('%i %j', async (status, body, sentence, hint) => {
    const { api } = await start((_, response) => sayNo(response, status, body));
    const error = await refusal(api.apply(DEPLOYMENT));
    expect(error.message).toMatch(sentence);
    expect(error.hint).toMatch(hint);
    expect({ exitCode: error.exitCode, status: error.status }).toEqual({ exitCode: 3, status });
  });

  it('429: asked again as the server wishes, then refused', async () => {
    const busy = await start((_, response) => sayNo(response, 429, {}, { 'retry-after': '0' }));
    expect((await refusal(busy.api.list(POD))).message).toMatch(
      /too busy: it refused reading .*pods several times/,
    );
    expect(busy.asked).toHaveLength(4);
    await busy.close();
    let asked = 0;
    const recovering = await start((_, response) => {
      asked += 1;
      if (asked < 3) sayNo(response, 429, {}, { 'retry-after': '0' });
      else sayYes(response, { items: [], metadata: { resourceVersion: '1' } });
    });
    expect((await recovering.api.list(POD)).items).toEqual([]);
  });
});

it('what the server says will pass is asked again, other failures are not', async () => {
  let asked = 0;
  const { api } = await start((_, response) => {
    asked += 1;
    if (asked === 1) sayNo(response, 503, {}, { 'retry-after': '0' });
    else sayNo(response, 503, { message: 'shutting down' });
  });
  expect((await refusal(api.list(POD))).message).toContain('shutting down');
  expect(asked).toBe(2);
});

it('a token that has expired is renewed once', async () => {
  const tokens: unknown[] = [];
  const { url } = await start(({ headers }, response) => {
    tokens.push(headers.authorization);
    if (headers.authorization === 'new') sayYes(response, { items: [], metadata: { resourceVersion: '1' } });
    else sayNo(response, 401, { message: 'Unauthorized' });
  });
  let next = 'new';
  const connection = new Connection({
    ...{ server: url, context: 'fake', headers: { authorization: 'old' }, tls: {} },
    renewHeaders: async () => ({ authorization: next }),
  });
  const api = new ClusterApi(connection, 'shop');
  expect((await api.list(POD)).items).toEqual([]);
  expect((await api.list(POD)).items).toEqual([]);
  expect(tokens).toEqual(['old', 'new', 'new']);
  next = 'refused';
  const stale = new Connection({ ...connection.access, headers: { authorization: 'refused' } });
  expect((await refusal(new ClusterApi(stale, 'shop').list(POD))).status).toBe(401);
  expect(tokens).toHaveLength(4);
  await Promise.all([connection.close(), stale.close()]);
});

describe('no answer', () => {
  it('refused connections are named with server and context', async () => {
    const port = await freePortBlock(1);
    const connection = new Connection({
      ...{ server: `http://127.0.0.1:${port}`, context: 'gone', headers: {}, tls: {} },
    });
    const error = await refusal(new ClusterApi(connection, 'shop').list(POD));
    expect(error.message).toMatch(
      `the cluster at http://127.0.0.1:${port} (context "gone") refuses connections`,
    );
    expect({ exitCode: error.exitCode, hint: error.hint }).toEqual({
      exitCode: 3,
      hint: expect.stringContaining('KUBECONFIG'),
    });
    await connection.close();
  });

  it('a name that does not exist, too', async () => {
    const connection = new Connection({
      ...{ server: 'https://no-such-cluster.invalid:6443', context: 'typo', headers: {}, tls: {} },
    });
    expect((await refusal(new ClusterApi(connection, 'shop').list(POD))).message).toMatch(
      /cannot be resolved|does not answer/,
    );
    await connection.close();
  });

  it('a server that keeps silent does not hold us', async () => {
    const { api } = await start(() => undefined);
    const error = await refusal(api.connection.ask({ method: 'GET', path: '/version', timeoutMs: 200 }));
    expect(error.message).toContain('does not answer in time');
  });

  it('a connection that is dropped is tried again, but not for ever', async () => {
    let asked = 0;
    const { api } = await start((request, response) => {
      asked += 1;
      if (asked < 3) request.socket.destroy();
      else sayYes(response, { items: [], metadata: { resourceVersion: '1' } });
    });
    expect((await api.list(POD)).items).toEqual([]);
    expect(asked).toBe(3);
  });
});

it('apply is server-side, strict, ours, and only forced when told to', async () => {
  const { api, asked } = await start((_, response) => sayYes(response, DEPLOYMENT));
  await api.apply(DEPLOYMENT);
  await api.apply(DEPLOYMENT, { dryRun: true, force: true });
  const path =
    'PATCH /apis/apps/v1/namespaces/shop/deployments/cart?fieldManager=shopctl&fieldValidation=Strict';
  expect(asked).toEqual([path, `${path}&force=true&dryRun=All`]);
});
