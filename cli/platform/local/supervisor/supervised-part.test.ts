import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../core/clock.ts';
import type { InstanceEvent } from '../../platform.ts';
import { identifyProcess } from '../process-table.ts';
import { waitUntil } from '../wait-until.ts';
import { backOffMs } from './back-off.ts';
import { openLogFile } from './log-file.ts';
import { startNode } from './node-process.ts';
import { SupervisedPart } from './supervised-part.ts';

let directory: string;
let events: InstanceEvent[];
let part: SupervisedPart;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'shopctl-part-'));
  events = [];
});

afterEach(async () => {
  await part.stop();
  await rm(directory, { recursive: true });
});

/** A part that is one small program. */
async function startPart(code: string, { isReady = true, drainMs = 5_000 } = {}): Promise<void> {
  const file = path.join(directory, 'program.mjs');
  await writeFile(file, code);
  part = new SupervisedPart(
    {
      name: 'fixture',
      role: 'service',
      start: (log) => startNode({ file, nodeFlags: [], env: {}, cwd: directory, drainMs }, log),
      reasonNotReady: async () => (isReady ? undefined : 'still thinking'),
    },
    {
      log: openLogFile(path.join(directory, 'fixture.log')),
      clock: systemClock,
      onEvent: (event) => events.push(event),
      onProcess: () => {},
    },
  );
  part.start();
}

const happens = (check: () => boolean | Promise<boolean>) => waitUntil(check, { timeoutMs: 15_000 });
const quick = { quick: true } as const;
const log = () => readFile(path.join(directory, 'fixture.log'), 'utf8');

describe('a supervised part', () => {
  it('is ready once it says so, with the process that runs it', async () => {
    await startPart('setInterval(() => {}, 1000)');
    expect(await happens(() => part.isReady)).toBe(true);
    const { state, pid, restarts } = await part.status(quick);
    expect([state, restarts]).toEqual(['ready', 0]);
    expect(identifyProcess(pid ?? 0)).toEqual(part.identity);
  });

  it('says why it is not ready', async () => {
    await startPart('setInterval(() => {}, 1000)', { isReady: false });
    expect(await happens(async () => (await part.status(quick)).detail === 'still thinking')).toBe(true);
    expect((await part.status(quick)).state).toBe('starting');
  });

  it('is started again after an end of its own, later each time', async () => {
    await startPart('console.log("hello"); process.exit(7)');
    expect(await happens(() => events.filter(({ kind }) => kind === 'ended').length === 2)).toBe(true);
    expect(events.filter(({ kind }) => kind === 'ended').map(({ text }) => text)).toEqual([
      'exited with code 7, restart 1 in 500ms',
      'exited with code 7, restart 2 in 1s',
    ]);
    expect((await log()).match(/hello/g)).toHaveLength(2);
  });

  it('says so when its program cannot be started', async () => {
    part = new SupervisedPart(
      {
        name: 'x',
        role: 'store',
        start: () => Promise.reject(new Error('no such program')),
        reasonNotReady: async () => undefined,
      },
      {
        log: openLogFile(path.join(directory, 'x.log')),
        clock: systemClock,
        onEvent: (event) => events.push(event),
        onProcess: () => {},
      },
    );
    part.start();
    expect(await happens(() => events.length > 0)).toBe(true);
    expect(events[0]?.text).toBe('did not start: no such program, restart 1 in 500ms');
  });

  it('drains on stop and is not started again', async () => {
    await startPart(`
      process.on('SIGTERM', () => { console.log('draining'); process.exit(0); });
      setInterval(() => {}, 1000);
      console.log('listening');`);
    await happens(async () => (await log()).includes('listening'));
    await part.stop();
    expect(await log()).toMatch(/draining\n\[supervisor\] exited with code 0\n$/);
    expect(part.identity).toBeUndefined();
    expect((await part.status(quick)).state).toBe('stopped');
  });

  it('is killed when it does not drain in time, frozen or not', async () => {
    await startPart(
      `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('listening');`,
      {
        drainMs: 200,
      },
    );
    await happens(async () => (await log()).includes('listening'));
    process.kill(part.identity?.pid ?? 0, 'SIGSTOP');
    await part.stop();
    expect(await log()).toContain('[supervisor] ended by SIGKILL');
  });
});

it('doubles the wait before each restart up to half a minute', () => {
  expect([1, 2, 3, 7, 8, 50].map(backOffMs)).toEqual([500, 1000, 2000, 30_000, 30_000, 30_000]);
});
