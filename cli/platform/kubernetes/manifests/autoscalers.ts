import { type ServiceName, type ShopSize, servicesOf } from '../../../../target-shop/service-table.ts';
import type { AutoscaleMetric } from '../../platform.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import { labelsOf } from './workload.ts';

/** By what an autoscaler of the shop may decide, the usual first. */
export const AUTOSCALE_METRICS = ['cpu', 'requests', 'wrong-metric'] as const satisfies AutoscaleMetric[];

/** The Pods metric that `requests` needs; an adapter makes it of our `/metrics`. */
export const REQUESTS_METRIC = 'http_requests_per_second';

/** Between how many pods a service is scaled. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
  /** Of what the pods ask for, on average. */
  readonly cpuPercent: number;
  /** A pod, on average; where it is measured, CPU stands beside it. */
  readonly requestsPerSecond?: number;
}

/**
 * Which services are scaled (C-33, E-05, E-09, X-14). They keep nothing in their memory that another pod of theirs
 * would need: carts, sessions and limits are in Redis, prices are reserved by one script, and what orders does by
 * itself (outbox, unfinished orders) may be done by several at once. All others stay at one pod: Redis and Postgres
 * hold the data, the receiver writes one file, fulfillment tells how the one queue stands, and the rest carries no
 * load of its own to speak of.
 */
const BOUNDS: Readonly<Partial<Record<ServiceName, Bounds>>> = {
  frontend: { min: 2, max: 10, cpuPercent: 70 },
  gateway: { min: 2, max: 8, cpuPercent: 60, requestsPerSecond: 100 },
  cart: { min: 2, max: 8, cpuPercent: 60 },
  orders: { min: 3, max: 10, cpuPercent: 60 },
  pricing: { min: 2, max: 8, cpuPercent: 70 },
};

/** S-74: memory hardly moves with load, so that this one stands still while its pods are overrun. */
const WRONG: Readonly<Partial<Record<ServiceName, Bounds>>> = {
  frontend: { min: 1, max: 10, cpuPercent: 70 },
};
const WRONG_MEMORY_PERCENT = 80;

/** Fewer pods only after a minute of less load; more at once. */
export const BEHAVIOUR = {
  scaleUp: { stabilizationWindowSeconds: 0 },
  scaleDown: { stabilizationWindowSeconds: 60 },
} as const;

/** Answers between how many pods a service is scaled; `undefined` for one that stays at one pod. */
export function boundsOf(name: string, metric: AutoscaleMetric | undefined): Bounds | undefined {
  if (metric === undefined) return undefined;
  const service = name as ServiceName; // a name of no service has no bounds either
  return (metric === 'wrong-metric' ? WRONG[service] : undefined) ?? BOUNDS[service];
}

/** Answers the autoscalers of a shop, one for each service that may be scaled. */
export function autoscalers(size: ShopSize, metric: AutoscaleMetric): readonly ClusterObject[] {
  return servicesOf(size).flatMap(({ name }) => {
    const bounds = boundsOf(name, metric);
    return bounds === undefined ? [] : [autoscaler(name, bounds, metric)];
  });
}

function autoscaler(name: ServiceName, bounds: Bounds, metric: AutoscaleMetric): ClusterObject {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, labels: labelsOf(name, 'service') },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: bounds.min,
      maxReplicas: bounds.max,
      metrics: metricsOf(name, bounds, metric),
      behavior: BEHAVIOUR,
    },
  };
}

/** Where there are two, the one that wants more pods decides. */
function metricsOf(name: ServiceName, bounds: Bounds, metric: AutoscaleMetric): readonly object[] {
  if (metric === 'wrong-metric' && WRONG[name] !== undefined) {
    return [utilization('memory', WRONG_MEMORY_PERCENT)];
  }
  const cpu = utilization('cpu', bounds.cpuPercent);
  if (metric !== 'requests' || bounds.requestsPerSecond === undefined) return [cpu];
  const target = { type: 'AverageValue', averageValue: String(bounds.requestsPerSecond) };
  return [{ type: 'Pods', pods: { metric: { name: REQUESTS_METRIC }, target } }, cpu];
}

function utilization(name: 'cpu' | 'memory', averageUtilization: number): object {
  return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } };
}
