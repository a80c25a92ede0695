import type { Redis } from 'ioredis';
import { newHexId } from '../hex-id.ts';
import { type Cart, type CartItem, cartFromHash } from './cart.ts';

/** What there is to say when a cart cannot be changed. */
export type CartMiss = 'no-cart' | 'no-item';

/** When a write happens, and how long the cart then lives: every write starts the time anew. */
export interface Lifetime {
  /** Epoch milliseconds. */
  readonly nowMs: number;
  /** Unused for the cart of a customer, which never runs out. */
  readonly ttlSeconds: number;
}

/**
 * Carts in Redis. A cart is one hash: `item:<id>` holds what was snapped when the item was first added,
 * `quantity:<id>` its pieces. Each change is one script, so changes at the same time all count.
 */
export interface CartStore {
  create(lifetime: Lifetime): Promise<Cart>;
  /** Makes the cart of a customer, which has their id, where there is none. */
  ensure(customerId: string, lifetime: Lifetime): Promise<void>;
  read(id: string): Promise<Cart | undefined>;
  /** Moves what is in one cart into another, both of which may be missing; of what both have, the quantities add up. */
  merge(id: string, from: string, lifetime: Lifetime): Promise<void>;
  /** Adds pieces; of an item that is there already, only its quantity grows. */
  addItem(id: string, item: CartItem, lifetime: Lifetime): Promise<Cart | CartMiss>;
  /** Sets the pieces of an item that is there; 0 or fewer removes it. */
  setQuantity(
    id: string,
    item: Pick<CartItem, 'itemId' | 'quantity'>,
    lifetime: Lifetime,
  ): Promise<Cart | CartMiss>;
  /** @returns the cart as it was */
  remove(id: string): Promise<Cart | undefined>;
  /** Forgets the carts that have run out since the last call, on any instance. @returns how many */
  sweepExpired(nowMs: number): Promise<number>;
}

/** When each open cart runs out, so that abandoned ones can be counted: Redis itself lets them go silently. */
const OPEN_CARTS = 'carts:open';

/** The end of every change. ARGV 1 to 3: cart id, now in ms, lifetime in seconds. */
const TOUCH_AND_ANSWER = `
redis.call('HSET', KEYS[1], 'updatedAt', ARGV[2])
if redis.call('HEXISTS', KEYS[1], 'customerId') == 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  redis.call('ZADD', KEYS[2], ARGV[2] + ARGV[3] * 1000, ARGV[1])
end
return redis.call('HGETALL', KEYS[1])
`;

/** Answers `no-cart` when the id is taken. */
const CREATE = `
if redis.call('HSETNX', KEYS[1], 'createdAt', ARGV[2]) == 0 then return 'no-cart' end
${TOUCH_AND_ANSWER}`;

const ENSURE = `
if redis.call('HSETNX', KEYS[1], 'createdAt', ARGV[2]) == 1 then
  redis.call('HSET', KEYS[1], 'customerId', ARGV[1])
end
${TOUCH_AND_ANSWER}`;

/** ARGV 4 and 5: the other cart's key and id. */
const MERGE = `
local fields = redis.call('HGETALL', ARGV[4])
for i = 1, #fields, 2 do
  if string.sub(fields[i], 1, 5) == 'item:' then
    redis.call('HSETNX', KEYS[1], fields[i], fields[i + 1])
  elseif string.sub(fields[i], 1, 9) == 'quantity:' then
    redis.call('HINCRBY', KEYS[1], fields[i], fields[i + 1])
  end
end
redis.call('DEL', ARGV[4])
redis.call('ZREM', KEYS[2], ARGV[5])
${TOUCH_AND_ANSWER}`;

const ADD_ITEM = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 'no-cart' end
redis.call('HSETNX', KEYS[1], 'item:' .. ARGV[4], ARGV[6])
redis.call('HINCRBY', KEYS[1], 'quantity:' .. ARGV[4], ARGV[5])
${TOUCH_AND_ANSWER}`;

const SET_QUANTITY = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 'no-cart' end
if redis.call('HEXISTS', KEYS[1], 'item:' .. ARGV[4]) == 0 then return 'no-item' end
if tonumber(ARGV[5]) > 0 then
  redis.call('HSET', KEYS[1], 'quantity:' .. ARGV[4], ARGV[5])
else
  redis.call('HDEL', KEYS[1], 'item:' .. ARGV[4], 'quantity:' .. ARGV[4])
end
${TOUCH_AND_ANSWER}`;

const REMOVE = `
local fields = redis.call('HGETALL', KEYS[1])
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return fields
`;

/** Answers the carts that live in a Redis. */
export function createCartStore(redis: Redis): CartStore {
  const run = async (script: string, id: string, ...args: (string | number)[]) => {
    const reply = await redis.eval(script, 2, `cart:${id}`, OPEN_CARTS, id, ...args);
    return reply as string[] | CartMiss; // what the scripts above return, and nothing else
  };
  const change = async (script: string, id: string, lifetime: Lifetime, ...args: (string | number)[]) => {
    const reply = await run(script, id, lifetime.nowMs, lifetime.ttlSeconds, ...args);
    return typeof reply === 'string' ? reply : cartFromHash(id, inPairs(reply));
  };

  return {
    async create(lifetime) {
      for (;;) {
        const cart = await change(CREATE, newHexId(), lifetime);
        if (typeof cart !== 'string') return cart;
      }
    },
    async ensure(customerId, lifetime) {
      await change(ENSURE, customerId, lifetime);
    },
    async merge(id, from, lifetime) {
      await change(MERGE, id, lifetime, `cart:${from}`, from);
    },
    async read(id) {
      const hash = await redis.hgetall(`cart:${id}`);
      return Object.keys(hash).length === 0 ? undefined : cartFromHash(id, hash);
    },
    addItem: (id, { itemId, quantity, ...snapshot }, lifetime) =>
      change(ADD_ITEM, id, lifetime, itemId, quantity, JSON.stringify(snapshot)),
    setQuantity: (id, { itemId, quantity }, lifetime) => change(SET_QUANTITY, id, lifetime, itemId, quantity),
    async remove(id) {
      const reply = await run(REMOVE, id);
      return typeof reply === 'string' || reply.length === 0 ? undefined : cartFromHash(id, inPairs(reply));
    },
    sweepExpired: (nowMs) => redis.zremrangebyscore(OPEN_CARTS, '-inf', nowMs),
  };
}

/** A script answers a hash as a list: field, value, field, value. */
function inPairs(flat: readonly string[]): Record<string, string> {
  return Object.fromEntries(flat.flatMap((field, i) => (i % 2 === 0 ? [[field, flat[i + 1] ?? '']] : [])));
}
