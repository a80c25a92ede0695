import { Chalk } from 'chalk';
import { expect, it } from 'vitest';
import { answered, ask, loadOf, START_MS, virtualShop } from '../../load/test/virtual-shop.ts';
import { createLiveView } from './live-view.ts';
import { TinyTerminal } from './test/tiny-terminal.ts';

const stages = [{ durationMs: 10_000, fromRatePerSecond: 20, toRatePerSecond: 20 }];
const load = loadOf('ask', { stages });

/** A load that is played for real on a clock that is not, and watched on a small terminal. */
function watchedShop() {
  const shop = virtualShop([ask], () => ({ tookMs: 30, answer: answered(200) }), { isLookedAt: true });
  const terminal = new TinyTerminal(100, 30);
  const view = createLiveView({
    ...{ screen: terminal, paint: new Chalk({ level: 0 }), clock: shop.clock, load },
    plan: { name: 'load', thresholds: [] },
    keys: () => ['q stop'],
  });
  return { shop, terminal, view };
}

it('draws four frames a second by what the load is doing, and goes without a trace', async () => {
  const { shop, terminal, view } = watchedShop();
  view.phase('playing load', 10_000);
  shop.engine.start(load, START_MS);
  await shop.clock.until(shop.clock.sleepUntil(START_MS));
  const end = view.watch(async () => shop.engine.look('users'));
  const before = terminal.writes.length;
  await shop.clock.until(shop.clock.sleepUntil(START_MS + 5000));
  expect(terminal.writes.length - before).toBeGreaterThanOrEqual(19);
  expect(terminal.writes.length - before).toBeLessThanOrEqual(21);
  expect(terminal.text).toContain('load  playing · 5s of 10s · 5s left');
  expect(terminal.text).toMatch(/rate {8}20\/s wanted · (19\.\d|20)\/s now/);
  expect(terminal.text).toMatch(/all requests +\d+ +30 ms/);
  view.event({ text: 'rate 20/s → 22/s' });
  expect(terminal.text).toMatch(/^▸ playing load \(10s\)\n {2}rate 20\/s → 22\/s\nload {2}playing/);
  end();
  const frames = terminal.writes.length;
  await shop.clock.until(shop.engine.finished('users'));
  view.note('the end');
  view.done();
  expect(terminal.text).toBe('▸ playing load (10s)\n  rate 20/s → 22/s\nthe end');
  expect(terminal.writes).toHaveLength(frames + 1);
  expect(terminal.isCursorShown).toBe(true);
});

it('goes on, and says so, while the generator does not answer', async () => {
  const { shop, terminal, view } = watchedShop();
  shop.engine.start(load, START_MS);
  await shop.clock.until(shop.clock.sleepUntil(START_MS));
  let isStuck = false;
  const stuck = new Promise<never>(() => undefined);
  view.watch(async () => (isStuck ? stuck : shop.engine.look('users')));
  await shop.clock.until(shop.clock.sleepUntil(START_MS + 1000));
  isStuck = true;
  const before = terminal.writes.length;
  await shop.clock.until(shop.clock.sleepUntil(START_MS + 5000));
  expect(terminal.writes.length - before).toBeGreaterThanOrEqual(15);
  expect(terminal.text).toContain('no word of the generator for 4s');
  view.done();
});

it('waits for a load that does not play yet', async () => {
  const { shop, terminal, view } = watchedShop();
  view.watch(async () => shop.engine.look('users'));
  await shop.clock.until(shop.clock.sleepUntil(shop.clock.now() + 600));
  expect(terminal.text).toContain('load  starting · 0s of 10s');
  view.done();
});
