import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { findPortHolder } from './port-holder.ts';
import { identifyProcess, isRunning, memoryMbOf, signalProcess } from './process-table.ts';
import { describeEnd, endBehindShell } from './running-process.ts';

describe('a process', () => {
  it('is known by its id and start, until it ends', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    const identity = identifyProcess(child.pid ?? 0);
    if (identity === undefined) throw new Error('not found');
    expect(isRunning(identity)).toBe(true);
    signalProcess(identity, 'SIGKILL');
    await once(child, 'exit');
    expect(isRunning(identity)).toBe(false);
  });

  it('is not taken for the one that had its id before', () => {
    const impostor = { pid: process.pid, started: '1' };
    expect(isRunning(impostor)).toBe(false);
    signalProcess(impostor, 'SIGKILL');
  });

  it.runIf(process.platform === 'linux')('is measured together with its children', async () => {
    const idle = 'setInterval(() => {}, 1000)';
    const parent = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(idle)}]); console.log('up'); ${idle}`;
    const child = spawn(process.execPath, ['-e', parent], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    await once(child.stdout, 'data');
    const pid = child.pid ?? 0;
    const sizes = await memoryMbOf([process.pid, pid]);
    expect(sizes.get(pid)).toBeGreaterThan(5);
    expect(sizes.get(process.pid)).toBeGreaterThan(sizes.get(pid) ?? 0);
    process.kill(-pid, 'SIGKILL');
  });
});

it.runIf(process.platform === 'linux')('says who listens on a port', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server's
  expect(findPortHolder(port)?.pid).toBe(process.pid);
  expect(findPortHolder(port)?.command).toContain('node');
  server.close();
  await once(server, 'close');
  expect(findPortHolder(port)).toBeUndefined();
});

it('tells ends by a signal from ends by a code, also behind a shell', () => {
  expect(describeEnd({ code: 3, signal: null })).toBe('exited with code 3');
  expect(describeEnd({ code: null, signal: 'SIGTERM' })).toBe('ended by SIGTERM');
  expect(describeEnd(endBehindShell({ code: 137, signal: null }))).toBe('ended by SIGKILL');
  expect(describeEnd(endBehindShell({ code: 1, signal: null }))).toBe('exited with code 1');
});
