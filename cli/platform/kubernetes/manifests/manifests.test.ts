import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { SERVICES } from '../../../../target-shop/service-table.ts';
import { packageRoot } from '../../../core/package-root.ts';
import type { ResourceTable } from '../../platform.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import { renderManifests, renderRights } from './render-manifests.ts';
import { shopObjects } from './shop-objects.ts';

const BASE = path.join(packageRoot(), 'manifests/base');
const objects = shopObjects({ namespace: 'shop', size: 'full', image: 'shop:1', version: '1' }).flatMap(
  (wave) => wave.objects,
);

interface Container {
  readonly name: string;
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly startupProbe: { readonly periodSeconds: number };
  readonly readinessProbe: object;
  readonly livenessProbe: object;
  readonly resources: { readonly requests: object; readonly limits: object };
  readonly securityContext: object;
}
const deployments = objects.filter(({ kind }) => kind === 'Deployment');
const podOf = ({ spec }: ClusterObject) =>
  (
    spec as {
      template: {
        spec: {
          containers: readonly Container[];
          securityContext: object;
          automountServiceAccountToken: boolean;
        };
      };
    }
  ).template.spec;

describe('manifests/base', () => {
  // `npm run generate` writes them anew.
  it.each(Object.entries(renderManifests()))('%s is what the service table says', async (file, text) => {
    await expect(text).toMatchFileSnapshot(path.join(BASE, file));
  });

  it('rbac.yaml beside it is what shopctl does', async () => {
    await expect(renderRights()).toMatchFileSnapshot(path.join(BASE, '../rbac.yaml'));
  });

  it('holds nothing else', () => {
    expect(readdirSync(BASE).sort()).toEqual(Object.keys(renderManifests()).sort());
  });
});

describe('every workload', () => {
  it('is there: services, stores and the receiver', () => {
    expect(deployments.map(({ metadata }) => metadata.name).sort()).toEqual(
      [...SERVICES.map(({ name }) => name), 'postgres', 'redis', 'telemetry'].sort(),
    );
  });

  it.each(deployments.map((deployment) => [deployment.metadata.name, podOf(deployment)] as const))(
    '%s is restricted, probed and limited, and has no secret in it',
    (_, pod) => {
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1001,
          seccompProfile: { type: 'RuntimeDefault' },
        },
      });
      for (const container of pod.containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(container.startupProbe.periodSeconds).toBe(1);
        expect(Object.keys(container)).toEqual(expect.arrayContaining(['readinessProbe', 'livenessProbe']));
        expect(Object.keys(container.resources.requests)).toEqual(['cpu', 'memory']);
        expect(Object.keys(container.resources.limits)).toEqual(['cpu', 'memory']);
        const secrets = container.env.filter(({ name }) => /PASSWORD|TOKEN/.test(name));
        expect(secrets.filter(({ value }) => value !== undefined)).toEqual([]);
      }
    },
  );
});

it('every workload and its pods say app, part, release, environment and who manages them', () => {
  for (const { metadata, spec } of deployments) {
    const { template, selector } = spec as {
      template: { metadata: { labels: Record<string, string> } };
      selector: { matchLabels: Record<string, string> };
    };
    const own = metadata.labels?.['app.kubernetes.io/component'] === 'store' ? /^(7|15)-bookworm$/ : /^1$/;
    for (const labels of [metadata.labels, template.metadata.labels]) {
      expect(labels).toMatchObject({
        'app.kubernetes.io/name': metadata.name,
        'app.kubernetes.io/component': expect.any(String),
        'app.kubernetes.io/version': expect.stringMatching(own),
        'shopctl.dev/environment': 'demo',
        'app.kubernetes.io/managed-by': 'shopctl',
      });
    }
    // A selector can never change, and a release does.
    expect(Object.keys(selector.matchLabels)).not.toContain('app.kubernetes.io/version');
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
  }
});

it('Services select no track, so that a canary gets its share of all requests', () => {
  const services = objects.filter(({ kind }) => kind === 'Service');
  const selected = services.map(({ spec }) => Object.keys((spec as { selector: object }).selector));
  expect(new Set(selected.flat())).toEqual(new Set(['app.kubernetes.io/name', 'app.kubernetes.io/part-of']));
});

/** The documents' own lines (C-34, E-17, S-39): part, then request and limit of CPU and of memory. */
const DOCUMENTS = {
  coffee: `
    frontend 50m 500m 64Mi 256Mi
    cart 100m 1000m 128Mi 512Mi
    gateway 100m 1000m 128Mi 512Mi
    orders 100m 1000m 128Mi 512Mi
    pricing 100m 500m 64Mi 256Mi
    redis 100m 500m 64Mi 256Mi`,
  ecommerce: `
    frontend 100m 200m 128Mi 256Mi
    gateway 100m 300m 128Mi 256Mi
    catalog 50m 100m 64Mi 128Mi
    orders 50m 100m 64Mi 128Mi`,
  sock: `
    frontend 100m 300m 300Mi 1000Mi
    user 100m 300m 100Mi 200Mi
    catalog 100m 200m 100Mi 200Mi
    cart 100m 300m 200Mi 500Mi
    orders 100m 500m 300Mi 500Mi
    payment 99m 200m 100Mi 200Mi
    shipping 100m 300m 300Mi 500Mi
    fulfillment 100m 300m 300Mi 500Mi`,
} as const;

describe.each(Object.keys(DOCUMENTS) as (keyof typeof DOCUMENTS)[])(
  'with the resources of %s',
  (resources) => {
    const lineOf = (deployment: ClusterObject) => {
      const [{ requests, limits } = { requests: {}, limits: {} }] = podOf(deployment).containers.map(
        (container) =>
          container.resources as Record<'requests' | 'limits', { cpu?: string; memory?: string }>,
      );
      return [deployment.metadata.name, requests.cpu, limits.cpu, requests.memory, limits.memory].join(' ');
    };
    const linesWith = (table: ResourceTable) =>
      shopObjects({ namespace: 'shop', size: 'full', resources: table, image: 'shop:1', version: '1' })
        .flatMap(({ objects }) => objects.filter(({ kind }) => kind === 'Deployment'))
        .map(lineOf);
    const own = DOCUMENTS[resources].trim().split(/\n\s*/);
    const named = own.map((line) => line.split(' ')[0]);

    it('the parts it names are as it says, all others stay', () => {
      const others = deployments.map(lineOf).filter((line) => !named.includes(line.split(' ')[0]));
      expect(linesWith(resources).sort()).toEqual([...own, ...others].sort());
    });
  },
);

it('no object is a secret, and only frontend and receiver are exposed', () => {
  expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  const exposed = objects.filter(({ spec }) => (spec as { type?: string } | undefined)?.type === 'NodePort');
  expect(exposed.map(({ metadata }) => metadata.name)).toEqual(['telemetry', 'frontend']);
});
