import type { Postgres } from '../../kit/kit.ts';

/**
 * How a charge ended. APPROVED may become REFUNDED; the others are for good.
 * VOIDED is an order that was given up before it was charged, and never will be.
 */
export const RECEIPT_STATUSES = ['APPROVED', 'DECLINED', 'REFUNDED', 'VOIDED'] as const;

export type ReceiptStatus = (typeof RECEIPT_STATUSES)[number];

/** What became of the payment of one order. */
export interface Receipt {
  readonly orderId: string;
  readonly amountCents: number;
  readonly status: ReceiptStatus;
  readonly method: string;
  /** The provider's name for it; `null` when the provider was not asked. */
  readonly transactionId: string | null;
  /** Why it was declined; `null` when it was not. */
  readonly reason: string | null;
}

/** How many charges ended how, over all time. */
export interface LedgerTotals {
  readonly approved: number;
  readonly declined: number;
  readonly refunded: number;
  readonly approvedCents: number;
}

/** One row for each order that was charged or declined: no order is ever charged twice. */
export interface Ledger {
  find(orderId: string): Promise<Receipt | undefined>;
  /** Writes a receipt unless the order has one. @returns the one that counts: the first */
  record(receipt: Receipt): Promise<Receipt>;
  /** Marks an approved charge as given back. */
  refund(orderId: string): Promise<void>;
  totals(): Promise<LedgerTotals>;
}

const CREATE_TABLE = `
CREATE TABLE IF NOT EXISTS payment.payments (
  order_id       text PRIMARY KEY,
  amount_cents   integer NOT NULL CHECK (amount_cents >= 0),
  status         text NOT NULL CHECK (status IN ('APPROVED', 'DECLINED', 'REFUNDED', 'VOIDED')),
  method         text NOT NULL,
  transaction_id text,
  reason         text,
  created_at     timestamptz NOT NULL DEFAULT now()
)`;

/** The statements that fill the `payment` schema with its table; running them again changes nothing. */
export const PAYMENT_SCHEMA: readonly string[] = [CREATE_TABLE];

const FIND = `
SELECT order_id AS "orderId", amount_cents AS "amountCents", status, method,
       transaction_id AS "transactionId", reason
FROM payment.payments WHERE order_id = $1`;

const RECORD = `
INSERT INTO payment.payments (order_id, amount_cents, status, method, transaction_id, reason)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (order_id) DO NOTHING RETURNING order_id`;

const REFUND = `
UPDATE payment.payments SET status = 'REFUNDED' WHERE order_id = $1 AND status = 'APPROVED'`;

const TOTALS = `
SELECT count(*) FILTER (WHERE status = 'APPROVED')::integer AS approved,
       count(*) FILTER (WHERE status = 'DECLINED')::integer AS declined,
       count(*) FILTER (WHERE status = 'REFUNDED')::integer AS refunded,
       coalesce(sum(amount_cents) FILTER (WHERE status = 'APPROVED'), 0)::float8 AS "approvedCents"
FROM payment.payments`;

/** Answers the ledger that stands in a Postgres. */
export function createLedger(postgres: Postgres): Ledger {
  const find = async (orderId: string) => {
    const [receipt] = await postgres.query<Receipt>('SELECT payment.payments', FIND, [orderId]);
    return receipt;
  };
  return {
    find,
    async record(receipt) {
      const { orderId, amountCents, status, method, transactionId, reason } = receipt;
      const values = [orderId, amountCents, status, method, transactionId, reason];
      const [written] = await postgres.query('INSERT payment.payments', RECORD, values);
      return written === undefined ? ((await find(orderId)) ?? receipt) : receipt;
    },
    async refund(orderId) {
      await postgres.query('UPDATE payment.payments', REFUND, [orderId]);
    },
    async totals() {
      const [totals] = await postgres.query<LedgerTotals>('SELECT payment.payments totals', TOTALS);
      return totals ?? { approved: 0, declined: 0, refunded: 0, approvedCents: 0 };
    },
  };
}
