import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLogFile } from './log-file.ts';
import { startNode } from './node-process.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'shopctl-node-'));
});
afterEach(() => rm(directory, { recursive: true }));

it.each([
  [undefined, 0],
  [5, 5],
])('a program of niceness %s runs at %s', async (niceness, expected) => {
  const file = path.join(directory, 'program.mjs');
  await writeFile(file, 'process.stdin.resume()');
  const log = openLogFile(path.join(directory, 'program.log'));
  const program = { file, nodeFlags: [], env: {}, cwd: directory, drainMs: 5000 };
  const { pid, stop } = await startNode(niceness === undefined ? program : { ...program, niceness }, log);
  try {
    expect(os.getPriority(pid) - os.getPriority()).toBe(expected);
  } finally {
    await stop();
  }
});
