import type { Redis } from 'ioredis';
import { type ServiceRow, STORE_SYSTEMS, type Store, type StoreSystem } from '../../service-table.ts';
import type { Postgres } from '../kit.ts';
import type { ServiceSettings } from '../service/service-settings.ts';
import type { ServiceStore, StoreOutside } from './service-store.ts';

/** The stores of one service, as its row of the table names them. */
export interface ServiceStores {
  readonly all: readonly ServiceStore[];
  readonly redis: Redis | undefined;
  readonly postgres: Postgres | undefined;
}

/**
 * Opens the stores in the background; none of them is waited for. A client's code is loaded only where its store is
 * used: most services need one of the two, some neither.
 */
export async function openStores(
  row: ServiceRow,
  settings: ServiceSettings,
  outside: StoreOutside,
): Promise<ServiceStores> {
  const [redis, postgres] = await Promise.all([
    openRedisOf(row, settings.redisUrl, outside),
    openPostgresOf(row, settings.postgresUrl, outside),
  ]);
  return {
    all: [redis, postgres].filter((store) => store !== undefined),
    redis: redis?.redis,
    postgres: postgres?.postgres,
  };
}

async function openRedisOf(row: ServiceRow, url: string | undefined, outside: StoreOutside) {
  const store = storeOf(row, 'redis');
  if (store === undefined || url === undefined) return undefined;
  const { connectRedis } = await import('./redis-store.ts');
  return connectRedis(store, url, outside);
}

async function openPostgresOf(row: ServiceRow, url: string | undefined, outside: StoreOutside) {
  const store = storeOf(row, 'postgresql');
  if (store === undefined || url === undefined) return undefined;
  const { openPostgres } = await import('./postgres-store.ts');
  return openPostgres(store, url, outside);
}

function storeOf(row: ServiceRow, system: StoreSystem): Store | undefined {
  return row.stores.find((store) => STORE_SYSTEMS[store] === system);
}
