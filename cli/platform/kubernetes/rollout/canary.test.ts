import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SmallShop, startSmallShop } from '../test-cluster/small-shop.ts';

/** Hundreds of real requests, on a machine that may do much else. */
const SLOW_MS = 180_000;

let shop: SmallShop;
beforeEach(async () => {
  shop = await startSmallShop();
});
afterEach(() => shop.server.close());

const canaryAt = (step: 10 | 50 | 100) =>
  ({ kind: 'canary', service: 'frontend', step, release: { version: 'v2' } }) as const;

it(
  'a canary gets a tenth, a half and all of the requests, and becomes the release',
  async () => {
    const tenth = await shop.rollout(canaryAt(10));
    expect(shop.cluster.changes).toEqual([
      'make frontend-canary',
      'scale frontend 9',
      'scale frontend-canary 1',
    ]);
    expect(tenth).toMatchObject({ serves: 'canary', verdict: { outcome: 'pass' } });
    expect(tenth.verdict?.share.measured).toBeCloseTo(0.1, 2);

    const half = await shop.rollout(canaryAt(50));
    expect(shop.cluster.changes).toEqual(['scale frontend-canary 2', 'scale frontend 2']);
    expect(half.verdict?.share.measured).toBeCloseTo(0.5, 2);

    const all = await shop.rollout(canaryAt(100));
    expect(shop.cluster.changes).toEqual(['scale frontend-canary 1', 'scale frontend 0']);
    expect(all.verdict).toMatchObject({ outcome: 'pass', share: { measured: 1 } });

    expect(await shop.rollout({ kind: 'promote', service: 'frontend' })).toMatchObject({ serves: 'stable' });
    // The canary goes last: until then it has all requests.
    expect(shop.cluster.changes).toEqual([
      ...['renew frontend', 'scale frontend 1', 'scale frontend-canary 0', 'delete frontend-canary'],
    ]);
    expect([shop.versionsOf('frontend'), shop.cluster.replicas('frontend')]).toEqual([['v2'], 1]);
  },
  SLOW_MS,
);

it(
  'a canary that fails more often is taken away, and the pods are as many as before',
  async () => {
    shop.failOn('v2');
    expect(await shop.rollout(canaryAt(10))).toMatchObject({
      serves: 'stable',
      text: 'v2 is taken away, the release before has all requests',
      verdict: { outcome: 'fail', reason: expect.stringContaining('100% of 30 requests') },
    });
    expect(shop.cluster.changes.slice(-3)).toEqual([
      ...['scale frontend-canary 0', 'delete frontend-canary', 'scale frontend 1'],
    ]);
    expect(shop.versionsOf('frontend')).toEqual(['v1']);
  },
  SLOW_MS,
);

it(
  'what fails behind both releases holds no canary back',
  async () => {
    let asked = 0;
    shop.cluster.answer = () => {
      asked += 1;
      return asked % 7 === 0 ? 500 : 200;
    };
    expect(await shop.rollout(canaryAt(50))).toMatchObject({
      serves: 'canary',
      verdict: { outcome: 'pass' },
    });
  },
  SLOW_MS,
);

it(
  'a canary that has begun to fail is not promoted',
  async () => {
    await shop.rollout(canaryAt(50));
    shop.failOn('v2');
    expect(await shop.rollout({ kind: 'promote', service: 'frontend' })).toMatchObject({
      ...{ serves: 'stable', verdict: { outcome: 'fail' } },
    });
    expect(shop.cluster.changes).not.toContain('renew frontend');
    expect([shop.versionsOf('frontend'), shop.cluster.replicas('frontend-canary')]).toEqual([
      ['v1'],
      undefined,
    ]);
  },
  SLOW_MS,
);

it(
  'one that is interrupted is gone on with, and taken away, from what the cluster holds',
  async () => {
    await shop.rollout(canaryAt(10));
    // As if the command had ended between the growth of one side and that of the other.
    await shop.server.api.patch({ apiVersion: 'apps/v1', kind: 'Deployment' }, 'frontend-canary', {
      spec: { replicas: 0 },
    });
    expect(await shop.rollout(canaryAt(10))).toMatchObject({ verdict: { outcome: 'pass' } });
    expect(shop.cluster.changes).toEqual(['scale frontend-canary 1']);
    await shop.rollout({ kind: 'abort', service: 'frontend' });
    expect([shop.cluster.replicas('frontend'), shop.cluster.replicas('frontend-canary')]).toEqual([
      1,
      undefined,
    ]);
    expect(await shop.rollout({ kind: 'abort', service: 'frontend' })).toMatchObject({
      text: 'no rollout is under way',
    });
  },
  SLOW_MS,
);
