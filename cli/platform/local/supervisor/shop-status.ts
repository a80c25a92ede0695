import type { Clock } from '../../../core/clock.ts';
import type { PartStatus, ShopStatus } from '../../platform.ts';
import { otlpUrl, urlOf } from '../addresses.ts';
import type { Deployment } from '../deployment.ts';
import { memoryMbOf } from '../process-table.ts';
import { shownStoreUrl } from '../stores/store-url.ts';
import type { SupervisedPart } from './supervised-part.ts';

export interface StatusSources {
  readonly deployment: Deployment;
  readonly parts: readonly SupervisedPart[];
  readonly clock: Clock;
  /** Leaves out memory, and believes what was last known about readiness. */
  readonly quick: boolean;
}

/** Answers the state of a shop, services first. */
export async function shopStatus({ deployment, parts, clock, quick }: StatusSources): Promise<ShopStatus> {
  const { request, startedAtMs } = deployment;
  const statuses = await Promise.all(parts.map((part) => part.status({ quick })));
  const own: PartStatus = {
    name: 'supervisor',
    role: 'supervisor',
    state: 'ready',
    pid: process.pid,
    restarts: 0,
    uptimeMs: clock.now() - performance.timeOrigin,
  };
  const all = [...statuses.toReversed(), ...externalStores(deployment), own];
  return {
    url: urlOf(request, 0),
    otlpUrl: otlpUrl(request),
    size: request.size,
    ...(request.flavour !== undefined && { flavour: request.flavour }),
    startedAtMs,
    parts: quick ? all : await withMemory(all),
  };
}

function externalStores({ request }: Deployment): readonly PartStatus[] {
  const stores = { redis: request.redisUrl, postgres: request.postgresUrl };
  return (['redis', 'postgres'] as const).flatMap((name) => {
    const url = stores[name];
    if (url === undefined) return [];
    return [{ name, role: 'store', state: 'external', url: shownStoreUrl(name, url), restarts: 0 } as const];
  });
}

/** The supervisor's own share is what is left of its tree: the guards of the stores belong to it. */
async function withMemory(parts: readonly PartStatus[]): Promise<readonly PartStatus[]> {
  const sizes = await memoryMbOf(parts.flatMap(({ pid }) => pid ?? []));
  const ofParts = parts
    .filter(({ role }) => role !== 'supervisor')
    .reduce((sum, { pid }) => sum + (sizes.get(pid ?? 0) ?? 0), 0);
  return parts.map((part) => {
    const size = sizes.get(part.pid ?? 0);
    if (size === undefined) return part;
    const own = part.role === 'supervisor' ? size - ofParts : size;
    return { ...part, memoryMb: Math.round(own * 10) / 10 };
  });
}
