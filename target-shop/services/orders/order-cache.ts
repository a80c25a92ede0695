import type { Kit } from '../../kit/kit.ts';
import { cacheReads } from '../cache-reads.ts';
import type { Order } from './order.ts';
import type { OrderBook } from './order-book.ts';

/** Orders and customers in Redis, in front of the order book (C-15). A Redis that is down only makes it slower. */
export interface OrderCache {
  /** Keeps an order for an hour, and its customer's name; an older state never replaces a newer one. */
  save(order: Order): Promise<void>;
  find(id: string): Promise<Order | undefined>;
  /** The first names in alphabetical order. */
  customerNames(limit: number): Promise<readonly string[]>;
}

const ORDER_SECONDS = 3600;
const CUSTOMERS = 'customers';
/** Stands beside the names once all of them are there: a Redis that was restarted knows only the latest. */
const CUSTOMERS_COMPLETE = 'customers:complete';

/** Two writers may come in the wrong order, so the version decides. */
const SAVE = `
local kept = redis.call('GET', KEYS[1])
redis.call('SADD', KEYS[2], ARGV[3])
if kept and cjson.decode(kept).version >= tonumber(ARGV[2]) then return 0 end
redis.call('SETEX', KEYS[1], ${ORDER_SECONDS}, ARGV[1])
return 1
`;

const CUSTOMER_NAMES = `
if redis.call('EXISTS', KEYS[2]) == 0 then return false end
return redis.call('SORT', KEYS[1], 'LIMIT', 0, ARGV[1], 'ALPHA')
`;

/** Answers the cache in front of an order book. */
export function createOrderCache(kit: Kit, book: OrderBook): OrderCache {
  const redis = kit.redis();
  const lookUp = cacheReads(kit);
  const look = <Found>(cache: string, read: () => Promise<Found | null>) =>
    lookUp({ cache, source: 'the order book', details: { cache }, read });
  const write = async (work: () => Promise<unknown>) => {
    await work().catch((error: unknown) => kit.log.warn({ err: error }, 'Cache not writable'));
  };

  const save = ({ id, version, customerName, ...order }: Order) =>
    write(() => {
      const text = JSON.stringify({ id, version, customerName, ...order });
      return redis.eval(SAVE, 2, `order:${id}`, CUSTOMERS, text, version, customerName);
    });

  return {
    save,
    async find(id) {
      const kept = await look('order', () => redis.get(`order:${id}`));
      if (kept !== null) return JSON.parse(kept) as Order; // our own write
      const order = await book.find(id);
      if (order !== undefined) await save(order);
      return order;
    },
    async customerNames(limit) {
      const read = () => redis.eval(CUSTOMER_NAMES, 2, CUSTOMERS, CUSTOMERS_COMPLETE, limit);
      const kept = await look('customers', read as () => Promise<string[] | null>); // what SORT answers
      if (kept !== null) return kept;
      const names = await book.customerNames();
      await write(async () => {
        if (names.length > 0) await redis.sadd(CUSTOMERS, ...names);
        await redis.set(CUSTOMERS_COMPLETE, '1');
      });
      return names.slice(0, limit);
    },
  };
}
