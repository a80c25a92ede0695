import {
  SERVICES,
  type ServiceRow,
  type ShopSize,
  STORE_SYSTEMS,
  servicesOf,
} from '../../target-shop/service-table.ts';

/** A directed call between two names of the traces: services, or stores by `db.system.name`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

/** Every call between services, and from services to stores, that the service table allows, in any size. */
export const TABLE_EDGES: readonly Edge[] = SERVICES.flatMap((row) => edgesOf(row, () => true));

/** What every run of a shop of some size shows. */
export interface Topology {
  /** Names of all services, as `service.name` must say them. */
  readonly services: readonly string[];
  /** Names of those that answer requests. */
  readonly asked: readonly string[];
  /** Names of those that use a store. */
  readonly withStores: readonly string[];
  readonly edges: readonly Edge[];
}

/**
 * Answers what is to be seen of a shop.
 * @param size as its run recorded it; of telemetry without a run no more than the core is expected
 */
export function topologyOf(size: ShopSize = 'core'): Topology {
  const rows = servicesOf(size);
  const services = rows.map(({ name }) => name);
  const edges = rows.flatMap((row) =>
    edgesOf(row, (to) => !row.seldom.includes(to) && (isStore(to) || (services as string[]).includes(to))),
  );
  const called = new Set(rows.flatMap(({ calls }) => calls));
  return {
    services,
    // Nobody of the shop calls the frontend: users do.
    asked: services.filter((name) => name === 'frontend' || called.has(name)),
    withStores: rows
      .filter(({ stores, seldom }) => stores.some((store) => !seldom.includes(store)))
      .map(({ name }) => name),
    edges,
  };
}

type Target = ServiceRow['seldom'][number];

function edgesOf({ name, calls, tells, stores }: ServiceRow, isWanted: (to: Target) => boolean): Edge[] {
  const systems = new Set(stores.filter(isWanted).map((store) => STORE_SYSTEMS[store]));
  return [...[...calls, ...tells].filter(isWanted), ...systems].map((to) => ({ from: name, to }));
}

function isStore(to: Target): boolean {
  return Object.hasOwn(STORE_SYSTEMS, to);
}

/** Answers an edge as it is written in files and results. @example `gateway -> cart` */
export function edgeText({ from, to }: Edge): string {
  return `${from} -> ${to}`;
}

/** Reads an edge; `undefined` when the text is not `from -> to`. */
export function parseEdge(text: string): Edge | undefined {
  const [, from, to] = /^\s*([^\s>]+)\s*->\s*([^\s>]+)\s*$/.exec(text) ?? [];
  return from === undefined || to === undefined ? undefined : { from, to };
}
