import { servicesOf } from '../../../target-shop/service-table.ts';
import type { DeployPart, DeployPlan, DeployRequest } from '../platform.ts';
import { shopObjects } from './manifests/shop-objects.ts';
import { parseQuantity } from './quantity.ts';

/** Answers what a deployment to a cluster starts, and what memory its pods ask for together. */
export function planClusterDeploy({ size, portBase, host, flavour }: DeployRequest): DeployPlan {
  const objects = shopObjects({ namespace: 'shop', size, image: '', version: '' }).flatMap(
    (wave) => wave.objects,
  );
  const parts = objects
    .filter(({ kind }) => kind === 'Deployment')
    .map(({ metadata, spec }): DeployPart => {
      const component = metadata.labels?.['app.kubernetes.io/component'];
      return {
        name: metadata.name,
        role: component === 'store' || component === 'telemetry' ? component : 'service',
        memoryMb: requestedMb(spec),
      };
    });
  return {
    request: { size, portBase, host, ...(flavour !== undefined && { flavour }) },
    parts,
    totals: {
      services: servicesOf(size).length,
      processes: parts.length,
      memoryMb: parts.reduce((sum, { memoryMb }) => sum + memoryMb, 0),
    },
  };
}

function requestedMb(spec: unknown): number {
  const { template } = spec as {
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly resources: { readonly requests: { readonly memory: string } };
        }[];
      };
    };
  };
  return template.spec.containers.reduce(
    (sum, { resources }) => sum + Math.round(parseQuantity(resources.requests.memory) / 1e6),
    0,
  );
}
