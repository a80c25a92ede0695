import type { ClusterObject } from '../api/cluster-object.ts';
import { FLAGS_NAME } from './pod-parts.ts';
import { userRole } from './rights.ts';
import { shopObjects } from './shop-objects.ts';
import { toYaml } from './to-yaml.ts';

/** Stands in the files for the image: `kustomize edit set image shopctl-shop=…` puts yours in. */
export const IMAGE_PLACEHOLDER = 'shopctl-shop';
/** Stands for the release, which `deploy` puts in. */
const VERSION_PLACEHOLDER = 'manifests';
const HEAD = '# Generated from target-shop/service-table.ts by `npm run generate`; do not edit.\n';

/** Answers the text of `manifests/rbac.yaml`. */
export function renderRights(): string {
  return HEAD.replace('target-shop/service-table.ts', 'what shopctl does') + toYaml(userRole());
}

/** Answers the files of `manifests/base` by name: one a part of the shop, and the kustomization over them. */
export function renderManifests(): Readonly<Record<string, string>> {
  const waves = shopObjects({
    namespace: 'shop',
    size: 'full',
    image: IMAGE_PLACEHOLDER,
    version: VERSION_PLACEHOLDER,
  });
  const byPart = Object.groupBy(
    waves.flatMap(({ objects }) => objects),
    partOf,
  );
  const files = Object.entries(byPart).map(([part, objects = []]) => [
    `${part}.yaml`,
    HEAD + objects.map((object) => toYaml(object)).join('---\n'),
  ]);
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: 'shop',
    resources: files.map(([name]) => name),
  };
  return { ...Object.fromEntries(files), 'kustomization.yaml': HEAD + toYaml(kustomization) };
}

function partOf({ kind, metadata }: ClusterObject): string {
  if (kind === 'Namespace') return 'namespace';
  if (kind === 'ConfigMap' && metadata.name === FLAGS_NAME) return 'flags';
  if (kind === 'NetworkPolicy') return 'network-policies';
  return metadata.labels?.['app.kubernetes.io/name'] ?? metadata.name;
}
