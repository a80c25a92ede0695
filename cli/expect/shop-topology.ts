import { FLAVOURS, type FlavourName } from '../../target-shop/contract/flavours.ts';
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

/** Which shop it is that telemetry comes from. */
export interface ShopKind {
  /** Left out: no more than the core is expected. */
  readonly size?: ShopSize | undefined;
  readonly flavour?: FlavourName | undefined;
}

/** What every run of a shop of some size and flavour shows. */
export interface Topology {
  /** Names of all services, as `service.name` must say them. */
  readonly services: readonly string[];
  /** Names of those that are there too, and that the load of its flavour leaves alone. */
  readonly unasked: readonly string[];
  /** Names of those that answer requests. */
  readonly asked: readonly string[];
  /** Names of those that use a store. */
  readonly withStores: readonly string[];
  readonly edges: readonly Edge[];
}

/** Answers what is to be seen of a shop. @param shop as its run recorded it */
export function topologyOf({ size = 'core', flavour }: ShopKind = {}): Topology {
  const unasked: readonly Target[] = flavour === undefined ? [] : FLAVOURS[flavour].unasked;
  const inSize = servicesOf(size);
  const rows = inSize.filter(({ name }) => !unasked.includes(name));
  const services = rows.map(({ name }) => name);
  const isSeen = (row: ServiceRow) => (to: Target) => {
    if (row.seldom.includes(to) || unasked.includes(to)) return false;
    return isStore(to) || (services as string[]).includes(to);
  };
  const edges = rows.flatMap((row) => edgesOf(row, isSeen(row)));
  const called = new Set(rows.flatMap(({ calls }) => calls));
  return {
    services,
    unasked: inSize.map(({ name }) => name).filter((name) => unasked.includes(name)),
    // Nobody of the shop calls the frontend: users do.
    asked: services.filter((name) => name === 'frontend' || called.has(name)),
    withStores: rows.filter((row) => row.stores.some(isSeen(row))).map(({ name }) => name),
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
