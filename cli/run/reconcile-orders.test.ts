import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRehearsalShop } from '../../scenarios/journeys/rehearsal-shop.ts';
import { systemClock } from '../core/clock.ts';
import { withVariant } from '../flags/flag-file.ts';
import { journeyNamed } from '../load/journey-named.ts';
import { findK6 } from '../load/k6/find-k6.ts';
import { rehearseLoad } from '../load/rehearse/rehearse-load.ts';
import type { LoadSummary } from '../load/summary.ts';
import { findK6ForTests, titleWithK6 } from '../load/test/find-k6-for-tests.ts';
import { loadOf } from '../load/test/virtual-shop.ts';
import type { LoadPlan, RunPlan } from '../plan/run-plan.ts';
import { createLocalPlatform } from '../platform/local/local-platform.ts';
import { TestShop } from '../platform/local/test-shop.ts';
import type { Platform } from '../platform/platform.ts';
import { openTelemetryFile } from '../telemetry/sources/embedded/open-telemetry-file.ts';
import { playRun } from './play-run.ts';
import { runFolder } from './run-folder.ts';
import type { RunRecord } from './run-record.ts';
import { type Lie, startLoopbackShop } from './test/loopback-shop.ts';

const workingDirectory = mkdtempSync(path.join(os.tmpdir(), 'reconcile-'));
afterAll(() => rmSync(workingDirectory, { recursive: true, force: true }));

const binary = findK6ForTests(process.env);
const never = new AbortController().signal;
const silent = { phase: () => {}, event: () => {}, window: () => {}, done: () => {} };

/** Sixty users come within a second. */
const LOAD: LoadPlan = loadOf('purchase', {
  stages: [{ durationMs: 1000, fromRatePerSecond: 60, toRatePerSecond: 60 }],
  thinkTimeFactor: 0,
});

/** They come to play a journey, unless told otherwise. */
function planOf(journey: string, targetUrl?: string, load: Partial<LoadPlan> = {}): RunPlan {
  return {
    ...{
      name: 'load',
      title: 'Orders',
      seed: 1,
      speed: 1,
      thresholds: [],
      expectationFiles: [],
      origins: {},
    },
    loads: [{ ...LOAD, mix: [{ journey, probability: 1 }], ...load }],
    ...(targetUrl === undefined ? {} : { targetUrl }),
  };
}

async function play(plan: RunPlan, platform: Platform, signal = never): Promise<RunRecord> {
  const world = { command: 'test', workingDirectory, platform, clock: systemClock, signal, progress: silent };
  return (await playRun(plan, world)).record;
}

async function playAgainst(lie: Lie, changes: Partial<RunPlan> = {}): Promise<RunRecord> {
  const shop = await startLoopbackShop(lie);
  try {
    return await play(
      { ...planOf('purchase', shop.url), ...changes },
      createLocalPlatform({ workingDirectory }),
    );
  } finally {
    await shop.close();
  }
}

describe.concurrent('orders of a load against a shop whose books are', () => {
  it('honest are all as users were told', async () => {
    const { orders, exitCode, reasons } = await playAgainst('none');
    expect(orders).toMatchObject({ outcome: 'pass', unseen: 0, lost: 0, further: 0, violations: [] });
    expect(orders?.placed).toBeGreaterThan(45);
    expect(orders?.reconciled).toBe(orders?.placed);
    expect(reasons.filter((reason) => reason.includes('order'))).toEqual([]);
    expect([0, 14]).toContain(exitCode);
  });

  it.each([
    ['drops', 'missing', /^not among the orders of \w+$/],
    ['wrong-total', 'not-as-told', /^it costs \d+\.\d\d, and \w+ was told \d+\.\d\d$/],
    ['wrong-sum', 'does-not-add-up', /^\d+\.\d\d and 4\.99 shipping are not \d+\.\d\d$/],
    [
      'orders-twice',
      'ordered-twice',
      /^\w+ ordered once, and the shop has 2 orders: order-\d+-again, order-/,
    ],
    ['same-id', 'told-twice', /^2 orders were answered with this id$/],
    ['not-paid', 'not-paid', /^placed, as \w+ was told, but it is CANCELLED$/],
    ['sells-refused', 'placed-though-refused', /^it is PAID, and \w+ was told that it is refused$/],
  ] as const)('wrong, and it %s: each order is named %s, exit 10', async (lie, kind, text) => {
    const { orders, exitCode, reasons } = await playAgainst(lie);
    expect(orders?.outcome).toBe('fail');
    const found = orders?.violations.filter((violation) => violation.kind === kind) ?? [];
    // One order in ten.
    expect(found.length).toBeGreaterThanOrEqual(5);
    expect(found.length).toBeLessThan((orders?.placed ?? 0) / 5);
    for (const violation of found) {
      expect(violation.orderId).toMatch(/^order-\d+$/);
      expect(violation.text).toMatch(text);
    }
    expect(orders?.violated).toBe(orders?.violations.length);
    // What a load drops on a machine that has much else to do is the more important reason.
    expect([10, 14]).toContain(exitCode);
    expect(reasons.join('\n')).toMatch(new RegExp(`${orders?.violated} orders are not as they must be`));
  });

  it('right, where answers are lost: an order that nobody was told of is tolerated, and counted', async () => {
    const { orders } = await playAgainst('loses-answer');
    expect(orders).toMatchObject({ outcome: 'pass', violations: [] });
    expect(orders?.lost).toBeGreaterThanOrEqual(5);
    expect(orders?.lostButPlaced).toBe(orders?.lost);
  });

  it('absent: says so, and lets the load pass', async () => {
    const { orders, reasons } = await playAgainst('no-books');
    expect(orders).toMatchObject({ outcome: 'not-reconciled', reconciled: 0 });
    expect(orders?.reason).toMatch(/^GET \/api\/customers\/\w+\/orders answered 404$/);
    expect(reasons.filter((reason) => reason.includes('order'))).toEqual([]);
  });

  it('out of reach: is inconclusive, with what was in the way', async () => {
    const { orders, reasons } = await playAgainst('books-broken');
    expect(orders).toMatchObject({ outcome: 'inconclusive', reconciled: 0, unseen: orders?.placed });
    expect(reasons.join('\n')).toMatch(/orders could not be looked up: GET .* answered 503/);
  });

  it('of no interest, when nobody orders', async () => {
    const shop = await startLoopbackShop('none');
    const { orders } = await play(planOf('menu', shop.url), createLocalPlatform({ workingDirectory }));
    await shop.close();
    expect(orders).toBeUndefined();
  });
});

describe.skipIf(binary === undefined)(
  titleWithK6('orders of a load that k6 plays', binary),
  {
    timeout: 60_000,
  },
  () => {
    const playedByK6 = async (lie: Lie) => {
      const engine = await findK6(binary, undefined);
      // k6 makes all its users ready beforehand.
      return playAgainst(lie, { engine, loads: [{ ...LOAD, maxInFlight: 30, overload: 'drop' }] });
    };

    it('are looked up as those of the embedded engine', async () => {
      const { orders, load } = await playedByK6('none');
      expect(orders).toMatchObject({ outcome: 'pass', unseen: 0, lost: 0, further: 0, violations: [] });
      const checkouts = load.loads[0]?.endpoints.find(({ name }) => name === 'POST /api/checkout');
      expect(orders?.placed).toBe(checkouts?.requests);
      expect(orders?.reconciled).toBe(orders?.placed);
      expect(orders?.placed).toBeGreaterThan(30);
    });

    it.each([
      ['drops', 'missing'],
      ['orders-twice', 'ordered-twice'],
      ['sells-refused', 'placed-though-refused'],
    ] as const)('are named where the shop %s', async (lie, kind) => {
      const { orders, exitCode } = await playedByK6(lie);
      expect(orders?.outcome).toBe('fail');
      const found = orders?.violations.filter((violation) => violation.kind === kind) ?? [];
      expect(found.length).toBeGreaterThanOrEqual(3);
      expect([10, 14]).toContain(exitCode);
    });

    it('whose answer is lost are tolerated, and counted', async () => {
      const { orders } = await playedByK6('loses-answer');
      expect(orders).toMatchObject({ outcome: 'pass', violations: [] });
      expect(orders?.lost).toBeGreaterThanOrEqual(3);
      expect(orders?.lostButPlaced).toBe(orders?.lost);
    });
  },
);

describe('orders of a load against the real shop', () => {
  let shop: TestShop;
  let sent: { readonly load: LoadSummary | undefined; readonly plan: RunPlan };
  beforeAll(async () => {
    shop = await TestShop.start();
    await shop.platform.writeFlagFile(
      withVariant(await shop.platform.readFlagFile(), 'latency-profile', 'fast'),
    );
  }, 120_000);
  afterAll(() => shop?.destroy());

  it('are all in its books, whatever the journey; no question of ours is in the run’s telemetry', async () => {
    const journeys = ['purchase', 'order', 'checkout', 'pet-order'];
    const plan = planOf('', undefined, {
      stages: [{ durationMs: 5000, fromRatePerSecond: 4, toRatePerSecond: 4 }],
      mix: journeys.map((journey) => ({ journey, probability: 1 })),
      mixMode: 'exact',
    });
    const { id, orders, load } = await play(plan, shop.platform);
    sent = { load: load.loads[0], plan };
    expect(load.loads[0]?.journeys.map(({ completed }) => completed)).toEqual([5, 5, 5, 5]);
    expect(orders).toMatchObject({ outcome: 'pass', unseen: 0, violations: [] });
    expect(orders?.placed).toBeGreaterThan(10);
    expect(orders?.reconciled).toBe(orders?.placed);
    const queries = openTelemetryFile(runFolder(workingDirectory, id).telemetryFile);
    const callsOf = async (name: string) => (await queries.spans({ service: 'frontend', name })).count;
    expect(await callsOf('POST /api/checkout')).toBeGreaterThan(5);
    expect(await callsOf('GET /api/customers/:name/orders')).toBe(0);
    queries.close();
  }, 60_000);

  it('took as many requests, of each kind, as a rehearsal in memory says', async () => {
    const [load = loadOf('menu')] = sent.plan.loads;
    const rehearsed = await rehearseLoad({
      ...{ load, seed: sent.plan.seed, iterations: 20 },
      ...{ journey: journeyNamed, newTarget: createRehearsalShop },
    });
    const requests = new Map(sent.load?.endpoints.map((one) => [one.name, one.requests]));
    // Who meets an error, or is declined, sends no more: at most four requests of one kind follow.
    const { errors = 0, declined = 0 } = sent.load?.total ?? {};
    expect(errors + declined).toBeLessThan(5);
    for (const { name, perIteration } of rehearsed.endpoints) {
      const missing = Math.round(perIteration * 20) - (requests.get(name) ?? 0);
      expect(missing, name).toBeGreaterThanOrEqual(0);
      expect(missing, name).toBeLessThanOrEqual(4 * (errors + declined));
    }
    expect(requests.size).toBe(rehearsed.endpoints.length);
  });
});
