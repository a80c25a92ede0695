import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findOnPath } from '../core/find-on-path.ts';
import { packageRoot } from '../core/package-root.ts';
import { type LoopbackTarget, startLoopbackTarget } from './loopback-target.ts';

// The terminal is made by Python, and whose child it is is looked up in /proc.
const python = existsSync('/proc/self/task') ? findOnPath('python3', process.env['PATH']) : undefined;
const title =
  python === undefined ? 'a load on a terminal (SKIPPED: needs python3 and /proc)' : 'a load on a terminal';

let target: LoopbackTarget;
const children: ChildProcess[] = [];
beforeAll(async () => {
  target = await startLoopbackTarget((_, response) => response.end('{}'));
});
afterAll(() => target.close());
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Starts a load on a terminal of its own, and collects what it shows. */
function startOnTerminal() {
  const { CI: _, NO_COLOR: __, ...env } = process.env;
  const load = ['load', '--target', target.url, '--mix', 'menu=1', '--rate', '20/s'];
  const bin = path.join(packageRoot(), 'cli/bin/shopctl.js');
  const onTerminal = path.join(packageRoot(), 'cli/test/on-terminal.py');
  const child = spawn(python ?? '', [onTerminal, process.execPath, bin, ...load], {
    cwd: target.directory,
    env: { ...env, TERM: 'xterm-256color' },
  });
  children.push(child);
  const shown = { text: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown.text += text;
  });
  const ended = once(child, 'close').then(([code]) => code as number);
  const shows = (text: string | RegExp) => expect.poll(() => shown.text, { timeout: 20_000 }).toMatch(text);
  return { child, shown, ended, shows };
}

/** The frames so far, each as a whole. */
const framesOf = (text: string) => text.split('\x1b[?2026h').slice(1);
const startedIn = (frame: string) => Number(/(\d+) started/.exec(frame)?.[1]);
const isCursorBack = (text: string) => text.lastIndexOf('\x1b[?25h') > text.lastIndexOf('\x1b[?25l');

describe.skipIf(python === undefined)(title, { timeout: 60_000 }, () => {
  it('is redrawn four times a second, takes keys, and gives the cursor back on Ctrl-C and SIGTERM', async () => {
    const byKey = startOnTerminal();
    const { child, shown, shows } = byKey;
    await shows(/[1-9]\d* started/);
    const before = framesOf(shown.text).length;
    const sinceMs = performance.now();
    await expect.poll(() => framesOf(shown.text).length - before, { timeout: 20_000 }).toBeGreaterThan(12);
    const frames = framesOf(shown.text).slice(before);
    const perSecond = (frames.length * 1000) / (performance.now() - sinceMs);
    expect(perSecond).toBeGreaterThan(3);
    expect(perSecond).toBeLessThan(5);
    // And each shows a later state than the one before: 20 iterations start a second.
    const counts = frames.slice(0, -1).map(startedIn);
    expect(new Set(counts).size).toBeGreaterThanOrEqual(counts.length - 2);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(isCursorBack(shown.text)).toBe(false);

    const bySignal = startOnTerminal();
    child.stdin.write('+');
    await shows('rate 20/s → 22/s');
    await shows('22/s wanted');
    child.stdin.write('p');
    await shows(/paused.{0,20} · /);
    child.stdin.write('\x03');
    await bySignal.shows(/[1-9]\d* started/);
    process.kill(childOf(bySignal.child), 'SIGTERM');
    expect(await Promise.all([byKey.ended, bySignal.ended])).toEqual([130, 143]);
    for (const { text } of [shown, bySignal.shown]) {
      expect(isCursorBack(text)).toBe(true);
      expect(text).toContain('Stopping…');
      expect(text.indexOf('JOURNEYS')).toBeGreaterThan(text.lastIndexOf('\x1b[?25h'));
    }
  });
});

/** The only child of a process. */
function childOf({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}
