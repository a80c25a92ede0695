import type { RequestHandler } from 'express';
import type { RateLimiterRedis } from 'rate-limiter-flexible';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit } from '../../kit/kit.ts';
import { clientIdOf } from '../client-id.ts';

/** How often one client may ask in a minute (P-14). */
export const REQUESTS_PER_MINUTE = 100;
/** For what is limited apart from the rest (P-13). */
const LIMITS_PER_MINUTE = { default: REQUESTS_PER_MINUTE, create_order: 30, payments: 20 } as const;

type LimitName = keyof typeof LIMITS_PER_MINUTE;

/** What is limited apart from the rest, by method and path. */
const LIMITED_APART: Readonly<Record<string, LimitName>> = {
  'POST /petstore-domain/orders': 'create_order',
  'POST /create-order': 'create_order',
  'POST /api/orders': 'create_order',
  'POST /api/checkout': 'create_order',
  'POST /petstore-domain/payments': 'payments',
  'POST /process-payment': 'payments',
};

/** Where the limit always holds; elsewhere only while the flag `rate-limit` is on. */
const ALWAYS_LIMITED = /^\/(petstore-domain\/|browse-pets$|create-order$|process-payment$)/;

const WINDOW_SECONDS = 60;

/**
 * Answers 429 with `Retry-After` to a client that asks too often. Counts are kept in Redis, so all instances of the
 * gateway share them; while Redis is away each instance counts for itself.
 */
export function rateLimit(kit: Kit): RequestHandler {
  const limited = kit.meter.createCounter('rate_limited_total', {
    description: 'Requests refused, by limit.',
  });
  const limiters = createLimiters(kit);
  return async (req, _res, next) => {
    const path = asRouted(req.path);
    if (!ALWAYS_LIMITED.test(path) && !kit.flags.get('rate-limit')) return next();
    const name = LIMITED_APART[`${req.method} ${path}`] ?? 'default';
    const waitMs = await (await limiters()).consume(name, clientIdOf(req));
    if (waitMs === undefined) return next();
    limited.add(1, { limit: name });
    throw tooMany(name, waitMs);
  };
}

/** Routes are found in any case, and with a slash at their end: no spelling may escape its limit. */
function asRouted(path: string): string {
  return path.toLowerCase().replace(/(?<=.)\/$/, '');
}

interface Limiters {
  /** Counts one request. @returns how long the client must wait; `undefined` when it is within its limit */
  consume(name: LimitName, client: string): Promise<number | undefined>;
}

/** The library is loaded by the first request that is counted: most shops never see one. */
function createLimiters(kit: Kit): () => Promise<Limiters> {
  let made: Promise<Limiters> | undefined;
  const make = async (): Promise<Limiters> => {
    const { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } = await import('rate-limiter-flexible');
    const limiters = new Map<LimitName, RateLimiterRedis>();
    for (const name of Object.keys(LIMITS_PER_MINUTE) as LimitName[]) {
      const limit = { keyPrefix: `rate:${name}`, points: LIMITS_PER_MINUTE[name], duration: WINDOW_SECONDS };
      const insuranceLimiter = new RateLimiterMemory(limit);
      limiters.set(name, new RateLimiterRedis({ ...limit, storeClient: kit.redis(), insuranceLimiter }));
    }
    return {
      async consume(name, client) {
        try {
          await limiters.get(name)?.consume(client);
          return undefined;
        } catch (refusal) {
          if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext;
          throw refusal;
        }
      },
    };
  };
  return () => {
    made ??= make();
    return made;
  };
}

function tooMany(name: LimitName, waitMs: number): HttpProblem {
  const limit = LIMITS_PER_MINUTE[name];
  return new HttpProblem(429, 'RATE_LIMITED', `More than ${limit} requests a minute`, {
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))) },
    details: { limit: name, requestsPerMinute: limit },
  });
}
