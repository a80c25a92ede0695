import { SERVICES, STORE_SYSTEMS } from '../../target-shop/service-table.ts';

/** A directed call between two names of the traces: services, or stores by `db.system.name`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

/** Names of all services, as `service.name` must say them. */
export const SERVICE_NAMES: readonly string[] = SERVICES.map(({ name }) => name);

/** Names of the services that use a store. */
export const SERVICES_WITH_STORES: readonly string[] = SERVICES.filter(({ stores }) => stores.length > 0).map(
  ({ name }) => name,
);

/** Every call between services, and from services to stores, that the service table allows. */
export const TABLE_EDGES: readonly Edge[] = SERVICES.flatMap(({ name, calls, stores }) => {
  const systems = new Set(stores.map((store) => STORE_SYSTEMS[store]));
  return [...calls, ...systems].map((to) => ({ from: name, to }));
});

/** Answers an edge as it is written in files and results. @example `gateway -> cart` */
export function edgeText({ from, to }: Edge): string {
  return `${from} -> ${to}`;
}

/** Reads an edge; `undefined` when the text is not `from -> to`. */
export function parseEdge(text: string): Edge | undefined {
  const [, from, to] = /^\s*([^\s>]+)\s*->\s*([^\s>]+)\s*$/.exec(text) ?? [];
  return from === undefined || to === undefined ? undefined : { from, to };
}
