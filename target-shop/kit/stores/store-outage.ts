import type { Store } from '../../service-table.ts';

/** Which store a failure came from; the callers of a client hold the client's own error, so it is not wrapped. */
const stores = new WeakMap<Error, Store>();

/** SQLSTATE classes of a server that cannot serve now: connection, resources, intervention (ended, timed out). */
const OUTAGE = /^(08|53|57)/;

/** Remembers a failed call of a store. @param status what the store itself said, such as an SQLSTATE */
export function rememberOutage(error: unknown, status: string | undefined, store: Store): void {
  if (error instanceof Error && (status === undefined || OUTAGE.test(status))) stores.set(error, store);
}

/** Answers the store whose outage an error is; `undefined` for any other error. */
export function storeAtFault(error: unknown): Store | undefined {
  return error instanceof Error ? stores.get(error) : undefined;
}
