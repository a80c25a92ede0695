import { afterEach, describe, expect, it } from 'vitest';
import { freePortBlock } from '../../local/free-port.ts';
import { type FakeApiServer, sayNo, sayYes, startFakeApiServer } from '../test-cluster/fake-api-server.ts';
import { ClusterApi } from './cluster-api.ts';
import { ClusterError } from './cluster-error.ts';
import { Connection } from './connection.ts';
import { watchAll } from './watch.ts';

const POD = { apiVersion: 'v1', kind: 'Pod' };
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart' } };
let server: FakeApiServer | undefined;
afterEach(() => server?.close());

async function start(...behaviours: Parameters<typeof startFakeApiServer>): Promise<FakeApiServer> {
  server = await startFakeApiServer(...behaviours);
  return server;
}

/** What a call was refused with; how long it took must not matter, only that it ends. */
async function refusal(work: Promise<unknown>): Promise<ClusterError> {
  const error = await work.then(
    () => new Error('was taken'),
    (refused: unknown) => refused,
  );
  expect(error).toBeInstanceOf(ClusterError);
  return error as ClusterError;
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
      undefined,
    ],
    [500, { message: 'etcdserver: leader changed' }, /failed on applying .* with 500: etcdserver/, undefined],
  ])('%i', async (status, body, sentence, hint) => {
    const { api } = await start((_, response) => sayNo(response, status, body));
    const error = await refusal(api.apply(DEPLOYMENT));
    expect(error.message).toMatch(sentence);
    if (hint !== undefined) expect(error.hint).toMatch(hint);
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

describe('a watch', () => {
  const list = (...names: readonly string[]) => ({
    items: names.map((name) => ({ metadata: { name } })),
    metadata: { resourceVersion: '7' },
  });
  const event = (type: string, name: string) =>
    `${JSON.stringify({ type, object: { metadata: { name } } })}\n`;

  async function namesSeen(api: ClusterApi, rounds: number): Promise<readonly string[]> {
    const over = new AbortController();
    const seen: string[] = [];
    for await (const pods of watchAll(api, POD, { signal: over.signal })) {
      seen.push(pods.map(({ metadata }) => metadata.name).join(' '));
      if (seen.length === rounds) over.abort();
    }
    return seen;
  }

  it('that drops begins again with a list, so that nothing is missed', async () => {
    let lists = 0;
    const { api } = await start(({ url, socket }, response) => {
      if (!url?.includes('watch=true')) {
        lists += 1;
        sayYes(response, lists === 1 ? list('a') : list('a', 'b', 'c'));
        return;
      }
      response.writeHead(200);
      if (lists === 1) response.write(event('ADDED', 'b'), () => setImmediate(() => socket.destroy()));
      else response.write(event('DELETED', 'a'));
    });
    expect(await namesSeen(api, 4)).toEqual(['a', 'a b', 'a b c', 'b c']);
  });

  it('whose version is too old begins again, too', async () => {
    let lists = 0;
    const { api } = await start(({ url }, response) => {
      if (!url?.includes('watch=true')) {
        lists += 1;
        sayYes(response, list(lists === 1 ? 'a' : 'b'));
        return;
      }
      response.writeHead(200);
      if (lists === 1) response.write(`${JSON.stringify({ type: 'ERROR', object: { code: 410 } })}\n`);
    });
    expect(await namesSeen(api, 2)).toEqual(['a', 'b']);
  });

  it('that is refused ends with the sentence', async () => {
    const { api } = await start((_, response) => sayNo(response, 403, { message: 'pods is forbidden' }));
    expect((await refusal(namesSeen(api, 1))).message).toContain('not allowed: pods is forbidden');
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
