import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ClusterObject } from '../api/cluster-object.ts';
import { autoscalers } from '../manifests/autoscalers.ts';
import { type SmallShop, startSmallShop } from '../test-cluster/small-shop.ts';

/** Hundreds of real requests, on a machine that may do much else. */
const SLOW_MS = 180_000;

let shop: SmallShop;
beforeEach(async () => {
  shop = await startSmallShop();
});
afterEach(() => shop.server.close());

const greenTo = (step: 'test' | 'switch') =>
  ({ kind: 'blue-green', service: 'gateway', step, release: { version: 'v2' } }) as const;

it(
  'green is tested without requests, gets them all at once, and blue goes when it is the release',
  async () => {
    expect(await shop.rollout(greenTo('test'))).toMatchObject({ serves: 'stable' });
    // Its Services are held to blue before there is any green.
    expect(shop.cluster.changes).toEqual([...Array(3).fill('serve stable'), 'make gateway-green']);
    expect(shop.cluster.pods('gateway-green').map(({ answered }) => answered)).toEqual([0]);

    expect(await shop.rollout(greenTo('switch'))).toMatchObject({
      serves: 'green',
      verdict: { outcome: 'pass', share: { measured: 1 } },
    });
    expect(shop.cluster.changes).toEqual(Array(3).fill('serve green'));
    expect(shop.cluster.replicas('gateway')).toBe(1);

    await shop.rollout({ kind: 'promote', service: 'gateway' });
    expect(shop.cluster.changes).toEqual([
      ...['scale gateway 0', 'renew gateway', 'scale gateway 1', ...Array(3).fill('serve stable')],
      ...['scale gateway-green 0', 'delete gateway-green', ...Array(3).fill('serve all')],
    ]);
    expect(shop.versionsOf('gateway')).toEqual(['v2']);
  },
  SLOW_MS,
);

it(
  'green that fails its test gets no request and is taken away',
  async () => {
    shop.failOn('v2');
    await expect(shop.rollout(greenTo('test'))).rejects.toMatchObject({
      code: 'SHOPCTL_RELEASE_FAILED',
      message: expect.stringMatching(/^gateway-green-\d+ answers 500 to GET \/api\/menu/),
    });
    expect(shop.cluster.changes.filter((change) => change === 'serve green')).toEqual([]);
    expect(shop.cluster.changes.slice(-3)).toEqual(Array(3).fill('serve all'));
  },
  SLOW_MS,
);

it(
  'green that fails once it has the requests is switched back',
  async () => {
    await shop.rollout(greenTo('test'));
    let asked = 0;
    // Its test passes: what fails comes with users.
    shop.cluster.answer = ({ labels }) => {
      asked += 1;
      return labels['app.kubernetes.io/version'] === 'v2' && asked > 100 ? 500 : 200;
    };
    expect(await shop.rollout(greenTo('switch'))).toMatchObject({
      serves: 'stable',
      verdict: { outcome: 'fail' },
    });
    expect(shop.cluster.changes).toEqual([
      ...[...Array(3).fill('serve green'), ...Array(3).fill('serve stable')],
      ...['scale gateway-green 0', 'delete gateway-green', ...Array(3).fill('serve all')],
    ]);
  },
  SLOW_MS,
);

it(
  'a promotion that was interrupted is ended by the next one, or taken back with all pods there were',
  async () => {
    await shop.rollout(greenTo('switch'));
    const stopBlue = () =>
      shop.server.api.patch({ apiVersion: 'apps/v1', kind: 'Deployment' }, 'gateway', {
        spec: { replicas: 0 },
      });
    await stopBlue();
    expect(await shop.rollout({ kind: 'abort', service: 'gateway' })).toMatchObject({ serves: 'stable' });
    expect(shop.cluster.changes.slice(0, 2)).toEqual(['scale gateway 1', 'serve stable']);
    expect(shop.versionsOf('gateway')).toEqual(['v1']);

    await shop.rollout(greenTo('switch'));
    await stopBlue();
    expect(await shop.rollout({ kind: 'promote', service: 'gateway' })).toMatchObject({ serves: 'stable' });
    expect([shop.versionsOf('gateway'), shop.cluster.replicas('gateway-green')]).toEqual([['v2'], undefined]);
  },
  SLOW_MS,
);

it(
  'an autoscaler stands still meanwhile, green has one of its own, and works again afterwards',
  async () => {
    const [object] = autoscalers('core', 'cpu').filter(({ metadata }) => metadata.name === 'gateway');
    shop.cluster.objects.set('horizontalpodautoscalers/gateway', object as ClusterObject);
    const policy = () => {
      const scaled = shop.cluster.objects.get('horizontalpodautoscalers/gateway')?.['spec'];
      return (scaled as { behavior: { scaleUp: { selectPolicy?: string } } }).behavior.scaleUp.selectPolicy;
    };
    await shop.rollout(greenTo('switch'));
    expect(policy()).toBe('Disabled');
    expect(shop.cluster.objects.get('horizontalpodautoscalers/gateway-green')).toMatchObject({
      spec: { scaleTargetRef: { name: 'gateway-green' }, minReplicas: 2, maxReplicas: 8 },
    });
    await shop.rollout({ kind: 'abort', service: 'gateway' });
    expect(policy()).toBeUndefined();
    expect(shop.cluster.objects.has('horizontalpodautoscalers/gateway-green')).toBe(false);
  },
  SLOW_MS,
);

it(
  'another release than the one under way is refused',
  async () => {
    await shop.rollout(greenTo('test'));
    const other = { ...greenTo('switch'), release: { version: 'v3' } };
    await expect(shop.rollout(other)).rejects.toMatchObject({
      exitCode: 2,
      message: 'a rollout of gateway to v2 (shop:1) is under way',
    });
  },
  SLOW_MS,
);
