import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { followLog, lastLines, readLog } from './follow-log.ts';
import { type LogFile, openLogFile } from './supervisor/log-file.ts';

let directory: string;
let file: string;
let log: LogFile;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'shopctl-log-'));
  file = path.join(directory, 'cart.log');
  log = openLogFile(file, 40);
});

afterEach(async () => {
  log.close();
  await rm(directory, { recursive: true });
});

async function take(lines: AsyncIterator<string>, count: number): Promise<readonly string[]> {
  const taken: string[] = [];
  while (taken.length < count) taken.push((await lines.next()).value);
  return taken;
}

it('keeps two halves of a log, and reads them in order', async () => {
  for (let number = 1; number <= 12; number += 1) log.write(`line number ${number}\n`);
  log.note('ended');
  const lines: string[] = [];
  for await (const line of readLog(file)) lines.push(line);
  expect(lines).toEqual(
    ['line number 10', 'line number 11', 'line number 12', '[supervisor] ended'].slice(-lines.length),
  );
  expect(lines.length).toBeGreaterThan(1);
  expect(await lastLines(file, 2)).toBe('line number 12\n[supervisor] ended');
});

it('follows a log through its rotations without losing a line', async () => {
  const controller = new AbortController();
  const lines = followLog(file, controller.signal);
  log.write('line 0\n');
  expect(await take(lines, 1)).toEqual(['line 0']);
  for (let number = 1; number <= 9; number += 1) {
    const taken = take(lines, 1);
    log.write(`and then came line ${number}\n`);
    expect(await taken).toEqual([`and then came line ${number}`]);
  }
  controller.abort();
  expect((await lines.next()).done).toBe(true);
});

it('shows a line only when it is whole', async () => {
  const controller = new AbortController();
  const lines = followLog(file, controller.signal);
  log.write('first\nhal');
  expect(await take(lines, 1)).toEqual(['first']);
  const next = take(lines, 1);
  log.write('ves\n');
  expect(await next).toEqual(['halves']);
  controller.abort();
  await lines.return(undefined);
});

it('has nothing to show for a log that is not there', async () => {
  expect(await lastLines(path.join(directory, 'nobody.log'), 5)).toBe('');
});
