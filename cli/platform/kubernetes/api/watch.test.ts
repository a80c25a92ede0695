import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type FakeApiServer,
  refusal,
  sayNo,
  sayYes,
  startFakeApiServer,
} from '../test-cluster/fake-api-server.ts';
import { ClusterApi } from './cluster-api.ts';
import { Connection } from './connection.ts';
import { watchAll } from './watch.ts';

const POD = { apiVersion: 'v1', kind: 'Pod' };
let server: FakeApiServer | undefined;
afterEach(() => server?.close());

async function start(...behaviours: Parameters<typeof startFakeApiServer>): Promise<FakeApiServer> {
  server = await startFakeApiServer(...behaviours);
  return server;
}

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
    const quick = { silenceMs: 200, pauseMs: 1 };
    for await (const pods of watchAll(api, POD, { signal: over.signal, ...quick })) {
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

  it.each([410, 429])('that cannot begin for now (%i) begins again, too', async (status) => {
    let watches = 0;
    const { api } = await start(({ url }, response) => {
      if (!url?.includes('watch=true')) return sayYes(response, list(watches === 0 ? 'a' : 'b'));
      watches += 1;
      if (watches === 1) sayNo(response, status, { message: 'later' });
      else response.writeHead(200).flushHeaders();
    });
    expect(await namesSeen(api, 2)).toEqual(['a', 'b']);
  });

  it.each([
    ['died without a word', 2, () => undefined],
    // More often than failures may follow each other: a watch that began is none.
    ['drops again and again', 9, (response: ServerResponse) => setImmediate(() => response.destroy())],
  ])('whose connection %s begins again, too', async (_, rounds, end) => {
    let lists = 0;
    const { api } = await start(({ url }, response) => {
      if (!url?.includes('watch=true')) {
        lists += 1;
        return sayYes(response, list(`list-${lists}`));
      }
      response.writeHead(200).flushHeaders();
      end(response);
    });
    expect((await namesSeen(api, rounds)).at(-1)).toBe(`list-${rounds}`);
  });

  it('of a server that is gone gives up after seven looks', async () => {
    const { api, close } = await start(() => undefined);
    await close();
    await expect(namesSeen(api, 1)).rejects.toThrow();
    const connection = new Connection(api.connection.access);
    const error = await refusal(namesSeen(new ClusterApi(connection, 'shop'), 1));
    expect(error.message).toContain('refuses connections');
    await connection.close();
  });

  it('that is refused ends with the sentence', async () => {
    const { api } = await start((_, response) => sayNo(response, 403, { message: 'pods is forbidden' }));
    expect((await refusal(namesSeen(api, 1))).message).toContain('not allowed: pods is forbidden');
  });
});
