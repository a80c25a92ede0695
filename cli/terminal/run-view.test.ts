import { Chalk } from 'chalk';
import { expect, it } from 'vitest';
import { loadOf } from '../load/test/virtual-shop.ts';
import { courseOf } from '../plan/load-course.ts';
import { planLoad } from '../plan/plan-load.ts';
import { createHandTurnedClock } from '../test/hand-turned-clock.ts';
import { openRunView } from './run-view.ts';

const plan = planLoad({
  course: courseOf({ ratePerSecond: 5, durationMs: 10_000, shape: 'steady', stages: [], typed: new Set() }),
  ...{ warmUpMs: 0, overload: 'queue', mix: loadOf('menu', {}).mix, mixMode: 'independent', workers: 1 },
  ...{ seed: 1, thresholds: [], abortOnFail: false, origins: {} },
});
const terminal = { isTTY: true, argv: ['load'], env: { TERM: 'xterm' }, experiment: false };

/** Opens the view of a run, and lets it say one thing. */
function opened({ isTTY, argv, env, experiment }: typeof terminal | (typeof terminal & { env: object })) {
  const written: string[] = [];
  const stream = { isTTY, columns: 80, rows: 24, write: (text: string) => written.push(text) };
  const shown = experiment ? { ...plan, experiment: {} as never } : plan;
  const view = openRunView({
    ...{ plan: shown, stream, argv, env, paint: new Chalk({ level: 0 }), clock: createHandTurnedClock(0) },
  });
  view.progress.phase('playing load', 10_000);
  view.progress.window({ atMs: 0, load: 'users', started: 1, requests: 1, errors: 0, declined: 0 });
  view.note('a word');
  view.progress.done();
  return { view, written: written.join('') };
}

it('is live on a terminal', () => {
  const { view, written } = opened(terminal);
  expect([view.namesKeys, view.progress.watch !== undefined]).toEqual([true, true]);
  expect(written).toBe('▸ playing load (10s)\na word\n');
});

it.each([
  ['no terminal', { isTTY: false }],
  ['a terminal that cannot draw over what it shows', { env: { TERM: 'dumb' } }],
  ['CI', { env: { TERM: 'xterm', CI: 'true' } }],
])('is plain lines on %s', (_where, changes) => {
  const { view, written } = opened({ ...terminal, ...changes } as typeof terminal);
  expect([view.namesKeys, view.progress.watch]).toEqual([false, undefined]);
  expect(written).toBe('▸ playing load (10s)\na word\n');
});

it.each([
  ['JSON', { argv: ['load', '--json'] }],
  ['an experiment', { experiment: true }],
])('is a status line for %s', (_what, changes) => {
  const { view, written } = opened({ ...terminal, ...changes });
  expect([view.namesKeys, view.progress.watch]).toEqual([false, undefined]);
  expect(written).toContain('\r\x1b[K  0ms of 10s · 1 iterations/s');
});

it('stays live without colour', () => {
  const { view } = opened({ ...terminal, env: { TERM: 'xterm', NO_COLOR: '1' } as never });
  expect(view.progress.watch).toBeDefined();
});
