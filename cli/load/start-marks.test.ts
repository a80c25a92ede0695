import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStartMarks, startMarksIn } from './start-marks.ts';
import { WHOLE } from './stripe.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'shopctl-marks-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const nextOf = (load: string) => readStartMarks(directory, load, 1)[0]?.next;

describe('marks of what is started', () => {
  it('tell of each iteration of an open load, however fast it is', () => {
    const mark = startMarksIn(directory, { now: () => 0 })({ name: 'open' }, WHOLE);
    for (let iteration = 0; iteration < 100; iteration += 1) {
      mark(iteration);
      expect(nextOf('open')).toBe(iteration + 1);
    }
  });

  it('of a closed load never tell of less than was started, nor of more than a millisecond brings', () => {
    let nowMs = 0;
    const closed = { name: 'closed', userStages: [] };
    const mark = startMarksIn(directory, { now: () => nowMs })(closed, WHOLE);
    const perMs = 10;
    for (let iteration = 0; iteration < 2000; iteration += 1) {
      nowMs = Math.floor(iteration / perMs);
      mark(iteration);
      const ahead = (nextOf('closed') ?? 0) - (iteration + 1);
      expect(ahead).toBeGreaterThanOrEqual(0);
      expect(ahead).toBeLessThan(4 * perMs);
    }
  });

  it('of a slow closed load are exact, after a fast stretch too', () => {
    let nowMs = 0;
    const mark = startMarksIn(directory, { now: () => nowMs })({ name: 'slow', userStages: [] }, WHOLE);
    for (let iteration = 0; iteration < 500; iteration += 1) mark(iteration);
    const reached = nextOf('slow') ?? 0;
    expect(reached).toBeGreaterThan(500);
    for (let iteration = reached; iteration < reached + 200; iteration += 1) {
      nowMs += 2;
      mark(iteration);
    }
    expect(nextOf('slow')).toBe(reached + 200);
  });
});
