import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import { afterEach, expect, it } from 'vitest';
import { boundConnectionAge } from './connection-age.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

it('a connection ends with the first answer after its time, and its client goes on with the next', async () => {
  let nowMs = 0;
  let connections = 0;
  const server = createServer((_request, response) => response.end('done')).listen(0, '127.0.0.1');
  server.on('connection', () => {
    connections += 1;
  });
  boundConnectionAge(server, 5000, () => nowMs);
  await once(server, 'listening');
  const dispatcher = new Agent({ connections: 1 });
  ends.push(
    () => dispatcher.close(),
    () => server.close(),
  );
  const { port } = server.address() as AddressInfo; // a TCP server's
  const ask = async (atMs: number) => {
    nowMs = atMs;
    const { headers, body } = await request(`http://127.0.0.1:${port}/`, { dispatcher });
    return [await body.text(), headers['connection'] ?? 'kept', connections];
  };
  expect(await ask(0)).toEqual(['done', 'keep-alive', 1]);
  expect(await ask(5000)).toEqual(['done', 'keep-alive', 1]);
  expect(await ask(5001)).toEqual(['done', 'close', 1]);
  expect(await ask(5002)).toEqual(['done', 'keep-alive', 2]);
});
