import type { FlavourName } from '../../../target-shop/contract/flavours.ts';
import type { ShopSize } from '../../../target-shop/service-table.ts';
import { packageVersion } from '../../core/package-root.ts';
import type { AutoscaleMetric, ResourceTable } from '../platform.ts';
import type { ClusterApi } from './api/cluster-api.ts';
import { isNotFound } from './api/cluster-error.ts';
import type { ClusterObject } from './api/cluster-object.ts';
import { shopObjects } from './manifests/shop-objects.ts';
import { toYaml } from './manifests/to-yaml.ts';
import { withLiveReplicas } from './scaled-objects.ts';
import { shopSecret } from './shop-secret.ts';

/** What a rehearsal is of. */
export interface RehearsedShop {
  readonly namespace: string;
  readonly size: ShopSize;
  readonly image: string;
  readonly flavour?: FlavourName | undefined;
  readonly resources?: ResourceTable | undefined;
  readonly autoscale?: AutoscaleMetric | undefined;
}

/** Answers what a deployment would apply, as YAML, but for the secret; asks no cluster. */
export function printedObjects(shop: RehearsedShop): string {
  return objectsOf(shop)
    .map((object) => toYaml(object))
    .join('---\n');
}

/**
 * Asks the cluster whether it would take a deployment, and changes nothing.
 * @returns a line an object: what would happen to it
 * @throws ClusterError for the first that it would not take
 */
export async function rehearseOnServer(api: ClusterApi, shop: RehearsedShop): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const planned of [...objectsOf(shop), await shopSecret(api)]) {
    const object = await withLiveReplicas(api, planned, shop.autoscale);
    lines.push(`${object.kind.toLowerCase()}/${object.metadata.name} ${await rehearse(api, object)}`);
  }
  return lines;
}

async function rehearse(api: ClusterApi, object: ClusterObject): Promise<string> {
  const known = await api.find(object, object.metadata.name);
  try {
    const applied = await api.apply(object, { dryRun: true });
    if (known === undefined) return 'would be made';
    return isSame(known, applied) ? 'is as it should be' : 'would be changed';
  } catch (error) {
    // Nothing can be asked about the contents of a namespace that is not there yet.
    if (isNotFound(error) && object.kind !== 'Namespace') return 'would be made with its namespace';
    throw error;
  }
}

function objectsOf(shop: RehearsedShop): readonly ClusterObject[] {
  return shopObjects({ ...shop, version: packageVersion() }).flatMap(({ objects }) => objects);
}

/** Whether two states of an object say the same, but for who wrote which field when. */
function isSame(known: ClusterObject, applied: ClusterObject): boolean {
  const said = ({ metadata, ...rest }: ClusterObject) => {
    const { labels, annotations } = metadata;
    return JSON.stringify({ ...rest, labels, annotations, status: undefined });
  };
  return said(known) === said(applied);
}
