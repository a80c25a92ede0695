import { ENVIRONMENT } from '../../../../target-shop/contract/environment.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import { TRACK, type Track } from './track.ts';

/** What kind of part a workload is, as `app.kubernetes.io/component` says it. */
export type Component = 'service' | 'store' | 'telemetry';

/** Selects what belongs to a shop. */
export const PART_OF = 'app.kubernetes.io/part-of=shop';

/** Every object of ours carries it; `destroy` finds them by it. */
export const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'shopctl' } as const;

/** Answers whether an object was made by us. */
export function isOurs({ metadata }: ClusterObject): boolean {
  return metadata.labels?.['app.kubernetes.io/managed-by'] === MANAGED_BY['app.kubernetes.io/managed-by'];
}

/** Answers the labels of a part of the shop. */
export function labelsOf(name: string, component: Component): Readonly<Record<string, string>> {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/part-of': 'shop',
    'shopctl.dev/environment': ENVIRONMENT,
    ...MANAGED_BY,
  };
}

/** Answers what selects the pods of a part, on every track. */
export function selectorOf(name: string): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'shop' };
}

/** The label that says which release a workload and its pods are of. */
export const VERSION = 'app.kubernetes.io/version';

export interface WorkloadOptions {
  readonly name: string;
  readonly component: Component;
  /** Release of what runs in it. */
  readonly version: string;
  /** Of a service: no other Deployment of it selects the same pods. */
  readonly track?: Track;
  /** One unless told otherwise. */
  readonly replicas?: number;
  readonly pod: object;
  /** `Recreate` for what must not run twice. */
  readonly strategy?: 'Recreate';
}

/** Answers a Deployment; a new pod is ready before an old one goes. */
export function workload(options: WorkloadOptions): ClusterObject {
  const { name, component, version, track, replicas = 1, pod, strategy } = options;
  const tracked = track === undefined ? {} : { [TRACK]: track };
  const labels = { ...labelsOf(name, component), [VERSION]: version, ...tracked };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels },
    spec: {
      replicas,
      // Old ReplicaSets are of use for a look back, not for more.
      revisionHistoryLimit: 3,
      progressDeadlineSeconds: 120,
      strategy:
        strategy === undefined
          ? { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
          : { type: strategy },
      selector: { matchLabels: { ...selectorOf(name), ...tracked } },
      template: {
        metadata: { labels },
        spec: { automountServiceAccountToken: false, enableServiceLinks: false, ...pod },
      },
    },
  };
}

export interface ServiceOptions {
  readonly name: string;
  readonly component: Component;
  /** Of the pods, where it has another name than they. */
  readonly target?: string;
  readonly port: number;
  readonly targetPort: number;
  /** Whether it is reached from outside, by a port of every node. */
  readonly isExposed?: boolean;
}

/** Answers a Service in front of a workload. */
export function service({
  name,
  component,
  target = name,
  port,
  targetPort,
  isExposed = false,
}: ServiceOptions): ClusterObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: labelsOf(target, component) },
    spec: {
      type: isExposed ? 'NodePort' : 'ClusterIP',
      selector: selectorOf(target),
      ports: [{ name: 'http', port, targetPort }],
    },
  };
}
