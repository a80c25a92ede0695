import { expect, it } from 'vitest';
import { SERVICES } from '../../../../target-shop/service-table.ts';
import { planClusterDeploy } from '../deploy-plan.ts';
import { autoscalers } from './autoscalers.ts';
import { shopObjects } from './shop-objects.ts';

interface Spec {
  readonly scaleTargetRef: { readonly name: string };
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly metrics: readonly {
    readonly type: string;
    readonly resource?: { readonly name: string; readonly target: { readonly averageUtilization: number } };
    readonly pods?: { readonly metric: { readonly name: string }; readonly target: object };
  }[];
}

/** `frontend 2-10 cpu 70`, a line for each. */
const linesOf = (metric: Parameters<typeof autoscalers>[1]) =>
  autoscalers('full', metric).map(({ spec }) => {
    const { scaleTargetRef, minReplicas, maxReplicas, metrics } = spec as Spec;
    const measures = metrics.map(({ resource, pods }) =>
      resource === undefined
        ? `${pods?.metric.name} ${JSON.stringify(pods?.target)}`
        : `${resource.name} ${resource.target.averageUtilization}`,
    );
    return `${scaleTargetRef.name} ${minReplicas}-${maxReplicas} ${measures.join(', ')}`;
  });

const BY_CPU = [
  'frontend 2-10 cpu 70',
  'gateway 2-8 cpu 60',
  'cart 2-8 cpu 60',
  'orders 3-10 cpu 60',
  'pricing 2-8 cpu 70',
];

it('by CPU each has the bounds that the documents agree on', () => {
  expect(linesOf('cpu').sort()).toEqual(BY_CPU.toSorted());
});

it('by requests the gateway has 100 a second and pod, and CPU beside it', () => {
  const gateway = 'gateway 2-8 http_requests_per_second {"type":"AverageValue","averageValue":"100"}, cpu 60';
  const lines = BY_CPU.map((line) => (line.startsWith('gateway') ? gateway : line));
  expect(linesOf('requests').sort()).toEqual(lines.sort());
});

it('on the wrong metric the frontend looks at memory; the others stay', () => {
  const lines = BY_CPU.map((line) => (line.startsWith('frontend') ? 'frontend 1-10 memory 80' : line));
  expect(linesOf('wrong-metric').sort()).toEqual(lines.sort());
});

const replicasWith = (autoscale?: 'cpu') =>
  Object.fromEntries(
    shopObjects({ namespace: 'shop', size: 'full', autoscale, image: 'shop:1', version: '1' })
      .flatMap(({ objects }) => objects)
      .filter(({ kind }) => kind === 'Deployment')
      .map(({ metadata, spec }) => [metadata.name, (spec as { replicas: number }).replicas]),
  );

it('a shop begins with the least pods of each, and has one of each without autoscalers', () => {
  const some = { frontend: 2, gateway: 2, cart: 2, orders: 3, pricing: 2 };
  const one = Object.fromEntries(SERVICES.map(({ name }) => [name, 1]));
  const stores = { redis: 1, postgres: 1, telemetry: 1 };
  expect(replicasWith('cpu')).toEqual({ ...one, ...stores, ...some });
  expect(replicasWith()).toEqual({ ...one, ...stores });
});

it('a plan counts every pod', () => {
  const request = { size: 'full', portBase: 3000, host: '127.0.0.1' } as const;
  const [few, many] = [planClusterDeploy(request), planClusterDeploy({ ...request, autoscale: 'cpu' })];
  expect(many.totals.processes - few.totals.processes).toBe(6);
  // Those of orders and gateway ask for more than the others.
  expect((many.totals.cpuCores ?? 0) - (few.totals.cpuCores ?? 0)).toBeCloseTo(3 * 0.05 + 3 * 0.1);
  expect(many.parts.find(({ name }) => name === 'orders')?.replicas).toBe(3);
});
