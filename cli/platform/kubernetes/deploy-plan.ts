import { servicesOf } from '../../../target-shop/service-table.ts';
import type { DeployPart, DeployPlan, DeployRequest, ResourceAmounts } from '../platform.ts';
import { shopObjects } from './manifests/shop-objects.ts';
import { parseQuantity } from './quantity.ts';

/** Answers what a deployment to a cluster starts, and what its pods ask for and may take, each and together (C-35);
 * with autoscalers, those of the beginning. */
export function planClusterDeploy(request: DeployRequest): DeployPlan {
  const { size, portBase, host, flavour, resources, autoscale } = request;
  const waves = shopObjects({ namespace: 'shop', size, resources, autoscale, image: '', version: '' });
  const parts = waves
    .flatMap(({ objects }) => objects)
    .filter(({ kind }) => kind === 'Deployment')
    .map(({ metadata, spec }) => {
      const { replicas } = spec as Workload;
      const component = metadata.labels?.['app.kubernetes.io/component'];
      return {
        name: metadata.name,
        role: component === 'store' || component === 'telemetry' ? component : 'service',
        ...amountsOf(spec, 'requests'),
        limit: amountsOf(spec, 'limits'),
        ...(replicas === 1 ? {} : { replicas }),
      } satisfies DeployPart;
    });
  const pods = parts.flatMap((part) => Array.from({ length: part.replicas ?? 1 }, () => part));
  return {
    request: {
      ...{ size, portBase, host },
      ...(flavour && { flavour }),
      ...(resources && { resources }),
      ...(autoscale && { autoscale }),
    },
    parts,
    totals: {
      services: servicesOf(size).length,
      processes: pods.length,
      ...sumOf(pods),
      limit: sumOf(pods.map(({ limit }) => limit)),
    },
  };
}

interface Workload {
  readonly replicas: number;
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
