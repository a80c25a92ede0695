import { servicesOf } from '../../../target-shop/service-table.ts';
import type { DeployPart, DeployPlan, DeployRequest, ResourceAmounts } from '../platform.ts';
import { shopObjects } from './manifests/shop-objects.ts';
import { parseQuantity } from './quantity.ts';

/** Answers what a deployment to a cluster starts, and what its pods ask for and may take, each and together (C-35). */
export function planClusterDeploy(request: DeployRequest): DeployPlan {
  const { size, portBase, host, flavour, resources } = request;
  const waves = shopObjects({ namespace: 'shop', size, resources, image: '', version: '' });
  const parts = waves
    .flatMap(({ objects }) => objects)
    .filter(({ kind }) => kind === 'Deployment')
    .map(({ metadata, spec }) => {
      const component = metadata.labels?.['app.kubernetes.io/component'];
      return {
        name: metadata.name,
        role: component === 'store' || component === 'telemetry' ? component : 'service',
        ...amountsOf(spec, 'requests'),
        limit: amountsOf(spec, 'limits'),
      } satisfies DeployPart;
    });
  return {
    request: { size, portBase, host, ...(flavour && { flavour }), ...(resources && { resources }) },
    parts,
    totals: {
      services: servicesOf(size).length,
      processes: parts.length,
      ...sumOf(parts),
      limit: sumOf(parts.map(({ limit }) => limit)),
    },
  };
}

interface Workload {
  readonly template: {
    readonly spec: {
      readonly containers: readonly {
        readonly resources: Readonly<
          Record<'requests' | 'limits', { readonly cpu: string; readonly memory: string }>
        >;
      }[];
    };
  };
}

function amountsOf(spec: unknown, which: 'requests' | 'limits'): ResourceAmounts {
  const { containers } = (spec as Workload).template.spec; // as `workload` makes it
  return sumOf(
    containers.map(({ resources: { [which]: amounts } }) => ({
      memoryMb: Math.round(parseQuantity(amounts.memory) / 1e6),
      cpuCores: parseQuantity(amounts.cpu),
    })),
  );
}

function sumOf(amounts: readonly ResourceAmounts[]): ResourceAmounts {
  const sum = (key: keyof ResourceAmounts) => amounts.reduce((total, { [key]: amount }) => total + amount, 0);
  // Millicores are exact; sums of their fractions are not.
  return { memoryMb: sum('memoryMb'), cpuCores: Math.round(sum('cpuCores') * 1000) / 1000 };
}
