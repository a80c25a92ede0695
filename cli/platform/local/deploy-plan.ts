import { BLOCK_PORTS, servicesOf } from '../../../target-shop/service-table.ts';
import type { DeployPart, DeployPlan, DeployRequest } from '../platform.ts';
import { shownStoreUrl } from './stores/store-url.ts';

/** Proportional memory of what is not a service, measured with a shop at work, in MB. */
const MEMORY_MB = { redis: 6, postgres: 40, telemetry: 60, supervisor: 50 } as const;

/**
 * Answers what a deployment on this machine starts, in the order of their tiers; touches nothing.
 * The request in it may be shown: URLs of stores have lost their passwords.
 * @throws UsageError for a URL that is not one
 */
export function planDeploy(request: DeployRequest): DeployPlan {
  const { portBase } = request;
  const parts: readonly DeployPart[] = [
    { name: 'supervisor', role: 'supervisor', memoryMb: MEMORY_MB.supervisor },
    store('redis', request.redisUrl, portBase + BLOCK_PORTS.redis),
    store('postgres', request.postgresUrl, portBase + BLOCK_PORTS.postgres),
    {
      name: 'telemetry',
      role: 'telemetry',
      port: portBase + BLOCK_PORTS.receiver,
      memoryMb: MEMORY_MB.telemetry,
    },
    ...servicesOf(request.size).map(
      ({ name, portOffset, memoryMb }): DeployPart => ({
        name,
        role: 'service',
        port: portBase + portOffset,
        memoryMb,
      }),
    ),
  ];
  const started = parts.filter(({ external }) => external !== true);
  const { redisUrl, postgresUrl } = request;
  return {
    request: {
      ...request,
      ...(redisUrl !== undefined && { redisUrl: shownStoreUrl('redis', redisUrl) }),
      ...(postgresUrl !== undefined && { postgresUrl: shownStoreUrl('postgres', postgresUrl) }),
    },
    parts,
    totals: {
      services: started.filter(({ role }) => role === 'service').length,
      processes: started.length,
      memoryMb: started.reduce((sum, { memoryMb }) => sum + memoryMb, 0),
    },
  };
}

function store(name: 'redis' | 'postgres', url: string | undefined, port: number): DeployPart {
  if (url !== undefined) return { name, role: 'store', memoryMb: 0, external: true };
  return { name, role: 'store', port, memoryMb: MEMORY_MB[name] };
}
