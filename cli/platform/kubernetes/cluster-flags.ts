import { FLAG_FILE_NAME } from '../../../target-shop/contract/flags.ts';
import type { FlavourName } from '../../../target-shop/contract/flavours.ts';
import { flavourOf, newFlagFile } from '../../../target-shop/contract/new-flag-file.ts';
import { EnvironmentError } from '../../core/errors.ts';
import type { ClusterApi } from './api/cluster-api.ts';
import { FLAGS_NAME } from './manifests/pod-parts.ts';
import { PART_OF } from './manifests/workload.ts';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const POD = { apiVersion: 'v1', kind: 'Pod' };

/** Answers the shop's flag file. @throws EnvironmentError when there is no shop */
export async function readClusterFlags(api: ClusterApi): Promise<string> {
  const text = await findClusterFlags(api);
  if (text !== undefined) return text;
  throw new EnvironmentError(`no shop runs in the namespace "${api.namespace}"`, {
    code: 'SHOPCTL_NOT_DEPLOYED',
    hint: 'Start it: shopctl deploy --target kubernetes.',
  });
}

/** Answers the shop's flag file; `undefined` when there is none. */
export async function findClusterFlags(api: ClusterApi): Promise<string | undefined> {
  const map = await api.find(CONFIG_MAP, FLAGS_NAME);
  return (map?.['data'] as Readonly<Record<string, string>> | undefined)?.[FLAG_FILE_NAME];
}

/** Starts the flags of a shop anew when they are those of another flavour; else they stay as their owner set them. */
export async function switchClusterFlavour(
  api: ClusterApi,
  flavour: FlavourName | undefined,
  nowMs: number,
): Promise<void> {
  const text = await findClusterFlags(api);
  if (text === undefined || flavourOf(text) === flavour) return;
  await writeClusterFlags(api, newFlagFile(flavour), nowMs);
}

/**
 * Replaces the flag file. Kubelets bring a changed ConfigMap into its pods within a minute or so; one that sees its
 * pod change does so at once, therefore every pod gets an annotation.
 */
export async function writeClusterFlags(api: ClusterApi, text: string, nowMs: number): Promise<void> {
  await api.patch(CONFIG_MAP, FLAGS_NAME, { data: { [FLAG_FILE_NAME]: text } });
  const { items } = await api.list(POD, `${PART_OF},app.kubernetes.io/component=service`);
  const annotations = { 'shopctl.dev/flags-written-at': new Date(nowMs).toISOString() };
  await Promise.all(
    items.map(({ metadata }) => api.patch(POD, metadata.name, { metadata: { annotations } })),
  );
}
