import { SERVICES, type ServiceName, STORE_SYSTEMS, type Store } from '../../target-shop/service-table.ts';

/** A directed call between two names of the traces: services, or stores by `db.system.name`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

/** Names of all services, as `service.name` must say them. */
export const SERVICE_NAMES: readonly string[] = SERVICES.map(({ name }) => name);

/** Names of the services that use a store in every run. */
export const SERVICES_WITH_STORES: readonly string[] = SERVICES.filter(({ stores, seldom }) =>
  stores.some((store) => !seldom.includes(store)),
).map(({ name }) => name);

/** Every call between services, and from services to stores, that the service table allows. */
export const TABLE_EDGES: readonly Edge[] = SERVICES.flatMap(({ name, calls, stores }) =>
  edgesFrom(name, calls, stores),
);

/** Those of them that every run shows. */
export const STEADY_EDGES: readonly Edge[] = SERVICES.flatMap(({ name, calls, stores, seldom }) =>
  edgesFrom(
    name,
    calls.filter((call) => !seldom.includes(call)),
    stores.filter((store) => !seldom.includes(store)),
  ),
);

function edgesFrom(from: ServiceName, calls: readonly ServiceName[], stores: readonly Store[]): Edge[] {
  const systems = new Set(stores.map((store) => STORE_SYSTEMS[store]));
  return [...calls, ...systems].map((to) => ({ from, to }));
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
