import type { Redis } from 'ioredis';
import { keyedRandom } from '../../contract/keyed-random.ts';

/** Pieces somebody wants to take, under a name by which exactly they can be given back. */
export interface Taking {
  readonly reservationId: string;
  readonly itemId: string;
  readonly quantity: number;
  /** Pieces that arrive when this sale leaves fewer than 50; 0 for none. */
  readonly replenishBy: number;
}

/** What became of a taking. */
export interface TakingResult {
  readonly available: boolean;
  /** Pieces left afterwards. */
  readonly stock: number;
  /** Pieces that arrived. */
  readonly replenished: number;
}

/** The stock of everything, in Redis; it has no expiry (C-13). */
export interface Stock {
  /**
   * Checks and takes in one step, so that no two sales take the same piece.
   * Asking again for the same item of the same reservation takes nothing more.
   */
  take(taking: Taking): Promise<TakingResult>;
  /**
   * Gives back all that a reservation holds. Safe to call twice.
   * A take that arrives later for the same reservation, delayed on its way, finds nothing available.
   * @returns pieces given back by item
   */
  release(reservationId: string): Promise<ReadonlyMap<string, number>>;
}

/** Stock of one item below which more is ordered (C-13). */
export const LOW_STOCK = 50;

/** How long a reservation is remembered; after that, nobody gives its pieces back. */
const RESERVATION_SECONDS = 86_400;

const TAKE = `
local stock = tonumber(redis.call('GET', KEYS[1]) or ARGV[3])
local wanted = tonumber(ARGV[2])
local arriving = tonumber(ARGV[4])
local field = 'item:' .. ARGV[1]
if redis.call('HEXISTS', KEYS[2], field) == 1 then return {1, stock, 0} end
if redis.call('HEXISTS', KEYS[2], 'released') == 1 or stock < wanted then return {0, stock, 0} end
stock = stock - wanted
if stock >= ${LOW_STOCK} then arriving = 0 end
redis.call('SET', KEYS[1], stock + arriving)
redis.call('HSET', KEYS[2], field, wanted)
redis.call('EXPIRE', KEYS[2], ${RESERVATION_SECONDS})
return {1, stock + arriving, arriving}
`;

/** The items' keys are only known inside the script: fine on one Redis, not on a Redis Cluster. */
const RELEASE = `
local given = {}
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  local item = string.match(fields[i], '^item:(.+)$')
  if item then
    redis.call('INCRBY', 'inventory:' .. item, fields[i + 1])
    redis.call('HDEL', KEYS[1], fields[i])
    table.insert(given, item)
    table.insert(given, fields[i + 1])
  end
end
redis.call('HSET', KEYS[1], 'released', 1)
redis.call('EXPIRE', KEYS[1], ${RESERVATION_SECONDS})
return given
`;

/** Answers the stock that lives in a Redis. */
export function createStock(redis: Redis): Stock {
  return {
    async take({ reservationId, itemId, quantity, replenishBy }) {
      const keys = [`inventory:${itemId}`, `reservation:${reservationId}`];
      const args = [itemId, quantity, initialStock(itemId), replenishBy];
      // The script's own reply, three integers.
      const reply = (await redis.eval(TAKE, keys.length, ...keys, ...args)) as [number, number, number];
      const [taken, stock, replenished] = reply;
      return { available: taken === 1, stock, replenished };
    },
    async release(reservationId) {
      // The script's own reply: item and pieces in turn.
      const given = (await redis.eval(RELEASE, 1, `reservation:${reservationId}`)) as string[];
      return new Map(given.flatMap((item, i) => (i % 2 === 0 ? [[item, Number(given[i + 1])]] : [])));
    },
  };
}

/** Answers the pieces an item starts with, 200 to 300, the same on every instance (C-13). */
export function initialStock(itemId: string): number {
  return 200 + Math.floor(keyedRandom(0, 'initial-stock', itemId) * 101);
}

/**
 * Answers how many pieces are on their way should a sale leave few: 100 to 200, in 80 % of cases (C-13).
 * @param random answers 0 ≤ number < 1
 */
export function drawReplenishment(random: () => number): number {
  return random() < 0.8 ? 100 + Math.floor(random() * 101) : 0;
}
