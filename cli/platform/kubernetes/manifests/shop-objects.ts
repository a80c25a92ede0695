import { FLAG_FILE_NAME } from '../../../../target-shop/contract/flags.ts';
import type { FlavourName } from '../../../../target-shop/contract/flavours.ts';
import { newFlagFile } from '../../../../target-shop/contract/new-flag-file.ts';
import { type ServiceRow, type ShopSize, servicesOf } from '../../../../target-shop/service-table.ts';
import type { AutoscaleMetric, ResourceTable } from '../../platform.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import { autoscalers } from './autoscalers.ts';
import { networkPolicies } from './network-policies.ts';
import { FLAGS_NAME } from './pod-parts.ts';
import { receiverObjects } from './receiver-objects.ts';
import { serviceObjects } from './service-objects.ts';
import { storeObjects } from './store-objects.ts';
import { MANAGED_BY } from './workload.ts';

/** Objects that are applied together, and waited for before the next wave. */
export interface Wave {
  readonly name: 'namespace' | 'stores' | 'leaves' | 'orders' | 'edge' | 'autoscalers';
  readonly objects: readonly ClusterObject[];
}

export interface ShopObjectsOptions {
  readonly namespace: string;
  readonly size: ShopSize;
  readonly flavour?: FlavourName | undefined;
  /** Whose numbers say what the pods ask for and may take; ours when left out. */
  readonly resources?: ResourceTable | undefined;
  /** By what services are scaled; none is when left out. */
  readonly autoscale?: AutoscaleMetric | undefined;
  readonly image: string;
  /** Release name, on every span. */
  readonly version: string;
}

/** Which tiers of the service table come up together (C-36). */
const TIERS: Readonly<Record<'leaves' | 'orders' | 'edge', readonly ServiceRow['tier'][]>> = {
  leaves: [1, 2],
  orders: [3],
  edge: [4, 5],
};

/**
 * Answers everything a shop on a cluster consists of, but for its secret, in the order it is applied. The source
 * is the service table; `manifests/base` holds the same as files.
 */
export function shopObjects(options: ShopObjectsOptions): readonly Wave[] {
  const { image, version, size, namespace, flavour, resources = 'lean', autoscale } = options;
  const release = { image, version, size, resources, autoscale };
  const servicesIn = (wave: keyof typeof TIERS) =>
    servicesOf(size)
      .filter(({ tier }) => TIERS[wave].includes(tier))
      .flatMap((row) => serviceObjects(row, release));
  return [
    {
      name: 'namespace',
      objects: [namespaceObject(namespace), flagsObject(newFlagFile(flavour)), ...networkPolicies(size)],
    },
    { name: 'stores', objects: [...storeObjects(resources), ...receiverObjects(release)] },
    { name: 'leaves', objects: servicesIn('leaves') },
    { name: 'orders', objects: servicesIn('orders') },
    { name: 'edge', objects: servicesIn('edge') },
    // Last, when what they scale is there.
    ...(autoscale === undefined
      ? []
      : [{ name: 'autoscalers' as const, objects: autoscalers(size, autoscale) }]),
  ];
}

/** Answers the namespace: nothing in it may be privileged. */
export function namespaceObject(name: string): ClusterObject {
  const levels = ['enforce', 'audit', 'warn'].map((mode) => [
    `pod-security.kubernetes.io/${mode}`,
    'restricted',
  ]);
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { ...MANAGED_BY, ...Object.fromEntries(levels) } },
  };
}

/** Answers the flags of a new shop. @param text its flag file */
export function flagsObject(text: string): ClusterObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: FLAGS_NAME, labels: MANAGED_BY },
    data: { [FLAG_FILE_NAME]: text },
  };
}
