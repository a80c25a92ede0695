import { expect, it } from 'vitest';
import { packageVersion } from '../core/package-root.ts';
import { rolloutSchema, shopStatusSchema } from '../report/json/answer-schemas.ts';
import type { ShopctlResult } from './shopctl-process.ts';

const RUN_MS = 240_000;

/** A shop that runs on a cluster, by the tools that look at it. */
export interface ClusterShop {
  shopctl(...argv: readonly string[]): Promise<ShopctlResult>;
  /** Answers what kubectl says of its namespace. */
  kubectl(...argv: readonly string[]): Promise<string>;
}

/** New releases come and go under load. */
export function rolloutsOnCluster({ shopctl, kubectl }: ClusterShop): void {
  /** Answers how a rollout stands, and what its command exits with. */
  const rollout = async (...argv: readonly string[]) => {
    const { code, stdout, stderr } = await shopctl('rollout', ...argv, '--json');
    expect([0, 10], `${argv.join(' ')}: ${stdout}\n${stderr}`).toContain(code);
    return { code, ...rolloutSchema.parse(JSON.parse(stdout)) };
  };

  it(
    'loses no request while a canary gets its tenth and green takes over',
    async () => {
      const load = shopctl('load', '--rate', '3/s', '--duration', '25s');
      const [canary] = await Promise.all([
        rollout('canary', 'frontend', '--step', '10', '--release', 'v2'),
        rollout('blue-green', 'gateway', '--step', 'test', '--release', 'v2'),
      ]);
      expect(canary.verdict?.outcome).toBe('pass');
      // A load's own connections are few, so that its share is not exactly that of the pods.
      expect(canary.verdict?.share.measured).toBeGreaterThan(0.03);
      expect(canary.verdict?.share.measured).toBeLessThan(0.2);
      const green = await rollout('blue-green', 'gateway', '--step', 'switch');
      expect(green).toMatchObject({ serves: 'green', verdict: { outcome: 'pass' } });
      expect(green.verdict?.share.measured).toBeGreaterThan(0.95);
      const { code, stdout } = await load;
      // Starts may be late while pods come up on the same two cores; lost is nothing.
      expect([0, 14], stdout).toContain(code);
      expect(stdout).toMatch(/delivered (\d+) of \1 iterations/);
      expect(stdout).toContain('ERRORS  none');
      expect(stdout).toContain('pass  orders.reconciled');
    },
    RUN_MS,
  );

  it(
    'takes a canary away that begins to fail, makes green the release and goes back from it',
    async () => {
      await kubectl(
        'set',
        'env',
        'deployment/frontend-canary',
        'SHOP_PEERS={"gateway":"http://127.0.0.1:9"}',
      );
      await kubectl('rollout', 'status', 'deployment/frontend-canary');
      const [canary, green] = await Promise.all([
        rollout('promote', 'frontend'),
        rollout('promote', 'gateway'),
      ]);
      expect(canary).toMatchObject({ code: 10, serves: 'stable', verdict: { outcome: 'fail' } });
      expect(green).toMatchObject({ code: 0, serves: 'stable', text: 'v2 is the release now' });
      expect((await rollout('undo', 'gateway')).text).toContain(`is back: ${packageVersion()}`);
      const labels = await kubectl(
        ...['get', 'deployments', '--selector=app.kubernetes.io/name in (frontend,gateway)'],
        '--output=jsonpath={range .items[*]}{.metadata.name} {.metadata.labels.app\\.kubernetes\\.io/version}{"\\n"}{end}',
      );
      expect(labels).toBe(`frontend ${packageVersion()}\ngateway ${packageVersion()}\n`);
    },
    RUN_MS,
  );
}

/** Services are scaled. @param where flags that say which shop to deploy again */
export function autoscalersOnCluster({ shopctl, kubectl }: ClusterShop, where: readonly string[]): void {
  it(
    'has services scaled, also by the wrong metric, and not by one that nobody measures',
    async () => {
      const scaled = (metric: string) => shopctl('deploy', ...where, '--autoscale', metric);
      const refused = await scaled('requests');
      expect(refused.code).toBe(3);
      expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain('Scale by CPU: --autoscale cpu');
      const { code, stderr } = await scaled('wrong-metric');
      expect(code, stderr).toBe(0);
      const { stdout } = await shopctl('status', '--json');
      const { autoscalers = [] } = shopStatusSchema.parse(JSON.parse(stdout));
      expect(autoscalers.map(({ name, min, max }) => `${name} ${min}-${max}`).sort()).toEqual([
        ...['cart 2-8', 'frontend 1-10', 'gateway 2-8', 'orders 3-10', 'pricing 2-8'],
      ]);
      expect(autoscalers.find(({ name }) => name === 'frontend')?.metrics).toEqual([
        expect.stringMatching(/^memory .* of 80 %$/),
      ]);
      const pods = await kubectl('get', 'deployment', 'orders', '--output=jsonpath={.status.readyReplicas}');
      expect(pods).toBe('3');
    },
    RUN_MS,
  );
}
