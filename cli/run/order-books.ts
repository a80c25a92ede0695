import { Agent, request } from 'undici';
import type { Clock } from '../core/clock.ts';
import {
  type BookedOrder,
  type OrderHistory,
  readBookedOrder,
  readBookedOrders,
} from '../load/claims/seen-orders.ts';

/** The most orders that a shop lists of one customer. */
const LONGEST_HISTORY = 500;

const ANSWER_WITHIN_MS = 5000;
const TRIES = 3;
const PAUSE_MS = 1000;

/** What a look into the books gives: `none` from a target that keeps no such books, `unknown` from one in trouble. */
export type Look<Found> =
  | { readonly kind: 'found'; readonly found: Found }
  | { readonly kind: 'none' | 'unknown'; readonly reason: string };

/** The public API by which a shop tells of its orders. */
export interface OrderBooks {
  historyOf(customer: string): Promise<Look<OrderHistory>>;
  /** `none` when there is no order of this id. */
  order(id: string): Promise<Look<BookedOrder>>;
  close(): Promise<void>;
}

export interface OrderBooksOptions {
  readonly targetUrl: string;
  readonly clock: Clock;
  /** Connections, and so questions, at once. */
  readonly connections: number;
  /** Ends all looking up; what is not known then stays unknown. */
  readonly signal: AbortSignal;
}

/** Answers the books of a shop; a question that meets trouble is asked three times. */
export function openOrderBooks({ targetUrl, clock, connections, signal }: OrderBooksOptions): OrderBooks {
  const agent = new Agent({ connections });
  const base = targetUrl.replace(/\/$/, '');

  const askOnce = async <Found>(path: string, read: (body: unknown) => Found | undefined) => {
    const question = `GET ${path.replace(/\?.*/, '')}`;
    try {
      const { statusCode, body } = await request(`${base}${path}`, {
        dispatcher: agent,
        headers: { accept: 'application/json', 'user-agent': 'shopctl-load' },
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      const text = await body.text();
      const reason = `${question} answered ${statusCode}`;
      if (statusCode === 429 || statusCode >= 500) return { kind: 'unknown', reason } as const;
      const found = statusCode === 200 ? read(jsonOf(text)) : undefined;
      if (found !== undefined) return { kind: 'found', found } as const;
      return { kind: 'none', reason: `${reason}${statusCode === 200 ? ' with no orders' : ''}` } as const;
    } catch (error) {
      return { kind: 'unknown', reason: `${question}: ${(error as Error).message}` } as const;
    }
  };

  const ask = async <Found>(
    path: string,
    read: (body: unknown) => Found | undefined,
  ): Promise<Look<Found>> => {
    for (let tries = 1; ; tries += 1) {
      const look = await askOnce(path, read);
      if (look.kind !== 'unknown' || tries === TRIES || signal.aborted) return look;
      await clock.sleepUntil(clock.now() + PAUSE_MS, signal).catch(() => undefined);
    }
  };

  return {
    historyOf: (customer) =>
      ask(`/api/customers/${encodeURIComponent(customer)}/orders?limit=${LONGEST_HISTORY}`, (body) => {
        const orders = readBookedOrders(body);
        return orders && { orders, isWhole: orders.length < LONGEST_HISTORY };
      }),
    order: (id) => ask(`/api/orders/${encodeURIComponent(id)}`, readBookedOrder),
    close: () => agent.destroy(),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON is no order.
    return undefined;
  }
}
