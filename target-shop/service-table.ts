/** Stores a service may use; each is one real Redis or Postgres under a logical name of its own. */
export type Store =
  | 'catalog-db'
  | 'orders-db'
  | 'catalog-cache'
  | 'recommendation-cache'
  | 'carts-db'
  | 'stock-db'
  | 'orders-cache'
  | 'session-db'
  | 'user-db'
  | 'queue'
  | 'currency-cache'
  | 'ad-cache';

/** The system behind a logical store, as `db.system.name` says it. */
export type StoreSystem = 'postgresql' | 'redis';

export const STORE_SYSTEMS: Readonly<Record<Store, StoreSystem>> = {
  'catalog-db': 'postgresql',
  'orders-db': 'postgresql',
  'catalog-cache': 'redis',
  'recommendation-cache': 'redis',
  'carts-db': 'redis',
  'stock-db': 'redis',
  'orders-cache': 'redis',
  'session-db': 'redis',
  'user-db': 'postgresql',
  queue: 'redis',
  'currency-cache': 'redis',
  'ad-cache': 'redis',
};

export type ServiceName =
  | 'frontend'
  | 'gateway'
  | 'catalog'
  | 'recommendation'
  | 'cart'
  | 'orders'
  | 'pricing'
  | 'payment'
  | 'shipping'
  | 'fulfillment'
  | 'user'
  | 'currency'
  | 'ad';

/** Sizes of the shop: how many of its services are started; `full` is all of them. */
export type ShopSize = 'core' | 'full';

/** One service of the shop: the single source for ports, start order, topology and expectations. */
export interface ServiceRow {
  readonly name: ServiceName;
  /** Added to the port base (3000 unless `--port-base` moves the block). */
  readonly portOffset: number;
  /** Services of a lower tier start first where order matters; stores are tier 0. */
  readonly tier: 1 | 2 | 3 | 4 | 5;
  readonly stores: readonly Store[];
  /** Services it sends requests to. */
  readonly calls: readonly ServiceName[];
  /** Services that work on the messages it sends. */
  readonly tells: readonly ServiceName[];
  /** Those of its stores and calls that a run without faults and special wishes need not show. */
  readonly seldom: readonly (Store | ServiceName)[];
  /** The smallest size that contains it. */
  readonly size: ShopSize;
  /** V8's old-space cap in MB, which makes an honest out-of-memory limit. */
  readonly heapMb: number;
  /** What `deploy --plan` counts for it, in MB of proportional memory (PSS). */
  readonly memoryMb: number;
}

/** THE table of services. */
export const SERVICES: readonly ServiceRow[] = [
  row('frontend', 0, 5, [], ['gateway']),
  row(
    'gateway',
    1,
    4,
    ['session-db'],
    ['cart', 'catalog', 'recommendation', 'orders', 'user', 'currency', 'ad'],
    ['session-db', 'user', 'currency'],
  ),
  row('pricing', 2, 2, ['stock-db'], []),
  row('cart', 3, 1, ['carts-db'], []),
  row('catalog', 4, 1, ['catalog-db', 'catalog-cache'], []),
  row('recommendation', 5, 2, ['recommendation-cache'], ['catalog']),
  row(
    'orders',
    6,
    3,
    ['orders-db', 'orders-cache'],
    ['cart', 'catalog', 'pricing', 'payment', 'user', 'shipping'],
  ),
  row('payment', 7, 2, ['orders-db'], []),
  // The queue's own connections make no spans: its messages do.
  { ...full(row('shipping', 8, 2, ['queue'], ['currency'], ['queue'])), tells: ['fulfillment'] },
  full(row('fulfillment', 9, 1, ['queue'], ['orders'], ['queue'])),
  full(row('user', 10, 1, ['user-db', 'session-db'], [], ['session-db'])),
  full(row('currency', 11, 1, ['currency-cache'], [])),
  full(row('ad', 12, 1, ['ad-cache'], [], ['ad-cache'])),
];

/** Answers a row that only the full size contains. */
function full(one: ServiceRow): ServiceRow {
  return { ...one, size: 'full' };
}

function row(
  name: ServiceName,
  portOffset: number,
  tier: ServiceRow['tier'],
  stores: readonly Store[],
  calls: readonly ServiceName[],
  seldom: ServiceRow['seldom'] = [],
): ServiceRow {
  return { name, portOffset, tier, stores, calls, tells: [], seldom, size: 'core', heapMb: 64, memoryMb: 46 };
}

/** Ports of the block that belong to no service: stores, receiver, provider stub. */
export const BLOCK_PORTS = { redis: 13, postgres: 14, receiver: 15, provider: 16 } as const;

/** How many ports the block spans from its base. */
export const BLOCK_SIZE = 17;

/**
 * Answers the flags a service's Node is started with: its bound of memory, and the size of its semi-spaces. 1 MB
 * costs a tenth of a service's time in collections; 4 MB are held whole, and make a checkout no quicker than 2.
 */
export function nodeFlagsOf({ heapMb }: Pick<ServiceRow, 'heapMb'>): readonly string[] {
  return [`--max-old-space-size=${heapMb}`, '--max-semi-space-size=2'];
}

/** Answers the services of a size, lowest tier first. */
export function servicesOf(size: ShopSize): readonly ServiceRow[] {
  return SERVICES.filter((row) => size === 'full' || row.size === size).toSorted(
    (left, right) => left.tier - right.tier,
  );
}

/** Answers whom a service calls in a shop of a size: those that are in it. */
export function callsOf({ calls }: Pick<ServiceRow, 'calls'>, size: ShopSize): readonly ServiceName[] {
  const inSize = servicesOf(size).map(({ name }) => name);
  return calls.filter((name) => inSize.includes(name));
}

/** Answers the row of a service. @throws RangeError for a name that is not in the table */
export function serviceRow(name: string): ServiceRow {
  const found = SERVICES.find((service) => service.name === name);
  if (found === undefined) throw new RangeError(`"${name}" is not a service`);
  return found;
}
