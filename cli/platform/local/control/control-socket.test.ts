import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../../core/errors.ts';
import type { InstanceEvent } from '../../platform.ts';
import { waitUntil } from '../wait-until.ts';
import { ControlClient } from './control-client.ts';
import { type ControlHandlers, type ControlServer, serveControl } from './control-server.ts';

let directory: string;
let socket: string;
let server: ControlServer;
let gone: number[];
let beats: number;

const handlers: ControlHandlers = {
  status: () => Promise.reject(new EnvironmentError('not now', { hint: 'Later.', code: 'SHOPCTL_BUSY' })),
  restart: async () => undefined,
  stop: async () => undefined,
  'run.open': ({ runId }, { pid }) => [{ service: 'cart', instance: `${runId}-${pid}` }],
  'run.close': () => undefined,
  'overrides.apply': () => undefined,
  'overrides.release': () => [],
  // Answers never: the connection ends first.
  'telemetry.flush': () => new Promise(() => {}),
  'telemetry.record': () => undefined,
};

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'shopctl-control-'));
  socket = path.join(directory, 'control.sock');
  gone = [];
  beats = 0;
  await writeFile(socket, 'left by a dead supervisor');
  server = await serveControl({
    path: socket,
    token: 'right',
    handlers,
    onBeat: () => {
      beats += 1;
    },
    onGone: ({ pid }) => gone.push(pid),
  });
});

afterEach(async () => {
  server.close();
  await rm(directory, { recursive: true });
});

async function connected(): Promise<ControlClient> {
  const client = await ControlClient.connect(socket, 'right');
  if (client === undefined) throw new Error('not welcome');
  return client;
}

describe('the control socket', () => {
  it('can be opened by this user only', async () => {
    expect((await stat(socket)).mode & 0o777).toBe(0o600);
  });

  it('answers those who show the token, and nobody else', async () => {
    const client = await connected();
    expect(await client.call('run.open', { runId: 'a' })).toEqual([
      { service: 'cart', instance: `a-${process.pid}` },
    ]);
    client.close();
    expect(await ControlClient.connect(socket, 'wrong')).toBeUndefined();
    expect(await ControlClient.connect(path.join(directory, 'nobody.sock'), 'right')).toBeUndefined();
  });

  it.each(['{"id":1,"call":"stop"}\n', 'no json\n', '{"beat":true}\n', '{"id":1,"call":"hello"}\n'])(
    'hangs up on a stranger who says %j',
    async (line) => {
      const stranger = connect(socket);
      stranger.resume();
      stranger.write(line);
      await once(stranger, 'close');
      expect(gone).toEqual([]);
    },
  );

  it('passes errors on with code and hint', async () => {
    const client = await connected();
    const failure = client.call('status', { quick: true });
    await expect(failure).rejects.toMatchObject({
      message: 'not now',
      hint: 'Later.',
      code: 'SHOPCTL_BUSY',
      exitCode: 3,
    });
    client.close();
  });

  it('tells everybody about events', async () => {
    const event: InstanceEvent = {
      atMs: 1,
      name: 'cart',
      role: 'service',
      kind: 'ended',
      text: 'ended by SIGKILL',
    };
    const clients = [await connected(), await connected()];
    const heard = clients.map((client) => new Promise((resolve) => client.onEvent(resolve)));
    server.broadcast(event);
    expect(await Promise.all(heard)).toEqual([event, event]);
    for (const client of clients) client.close();
  });

  it('hears the beat of a client, and notices its end', async () => {
    const client = await connected();
    expect(await waitUntil(() => beats >= 2, { timeoutMs: 10_000 })).toBe(true);
    client.close();
    expect(await waitUntil(() => gone.length === 1, { timeoutMs: 5_000 })).toBe(true);
    expect(gone).toEqual([process.pid]);
  });

  it('fails the calls in the air when it ends', async () => {
    const client = await connected();
    const call = client.call('telemetry.flush', undefined);
    server.close();
    await expect(call).rejects.toThrow('the connection to the shop');
    await expect(client.call('stop', undefined)).rejects.toThrow('the connection to the shop');
  });
});
