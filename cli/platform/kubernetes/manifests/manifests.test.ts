import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { SERVICES } from '../../../../target-shop/service-table.ts';
import { packageRoot } from '../../../core/package-root.ts';
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

it('no object is a secret, and only frontend and receiver are exposed', () => {
  expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  const exposed = objects.filter(({ spec }) => (spec as { type?: string } | undefined)?.type === 'NodePort');
  expect(exposed.map(({ metadata }) => metadata.name)).toEqual(['telemetry', 'frontend']);
});
