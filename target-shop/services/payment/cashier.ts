import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit } from '../../kit/kit.ts';
import type { Ledger, Receipt } from './ledger.ts';
import { type Bill, noPayment, type Provider } from './provider.ts';

/** Takes payments. */
export interface Cashier {
  /**
   * Charges a bill once, however often and at the same time it is handed in.
   * @throws HttpProblem 409 when the order was billed another amount, 503 when the provider gives no answer
   */
  charge(bill: Bill): Promise<Receipt>;
  /**
   * Sees to it that an order is not charged: gives the money back, or bars a charge that is still on its way.
   * Safe to call twice. @throws HttpProblem 503 when the provider gives no answer
   */
  cancel(orderId: string): Promise<Receipt>;
}

/** Answers a cashier who asks the provider, and writes down what it said: the ledger's first word counts. */
export function createCashier(kit: Kit, ledger: Ledger, provider: Provider): Cashier {
  const payments = kit.meter.createCounter('payments_total', { description: 'Charges, by outcome.' });
  const count = (outcome: string) => payments.add(1, { outcome: outcome.toLowerCase() });

  const chargeFirst = async (bill: Bill): Promise<Receipt> => {
    if (!kit.flags.get('payment-processing')) throw noPayment('Payments are switched off');
    const limitCents = kit.flags.get('payment-decline-over');
    const decided = await decide(bill, limitCents, provider).catch((error: unknown) => {
      count('unavailable');
      throw error;
    });
    const receipt = await ledger.record(decided);
    // The order was given up while the provider was thinking.
    if (receipt.status === 'VOIDED') await provider.refund(bill.orderId);
    if (receipt === decided) count(receipt.status);
    return receipt;
  };

  return {
    async charge(bill) {
      const receipt = (await ledger.find(bill.orderId)) ?? (await chargeFirst(bill));
      if (receipt.status !== 'VOIDED' && receipt.amountCents !== bill.amountCents)
        throw billedBefore(receipt);
      return receipt;
    },
    async cancel(orderId) {
      const voided = { orderId, amountCents: 0, method: 'none', status: 'VOIDED' } as const;
      const receipt = await ledger.record({
        ...voided,
        transactionId: null,
        reason: 'the order was given up',
      });
      if (receipt.status !== 'APPROVED') return receipt;
      await provider.refund(orderId);
      await ledger.refund(orderId);
      count('refunded');
      return { ...receipt, status: 'REFUNDED' };
    },
  };
}

/** @param limitCents above it a bill is declined without asking the provider; 0 for no limit */
async function decide(bill: Bill, limitCents: number, provider: Provider): Promise<Receipt> {
  if (limitCents > 0 && bill.amountCents > limitCents) {
    const reason = `over the limit of ${limitCents} cents`;
    return { ...bill, status: 'DECLINED', transactionId: null, reason };
  }
  const { approved, transactionId } = await provider.authorise(bill);
  return approved
    ? { ...bill, status: 'APPROVED', transactionId, reason: null }
    : { ...bill, status: 'DECLINED', transactionId, reason: 'declined by the provider' };
}

function billedBefore({ orderId, amountCents }: Receipt): HttpProblem {
  const message = `Order ${orderId} was billed ${amountCents} cents before`;
  return new HttpProblem(409, 'PAYMENT_AMOUNT_MISMATCH', message, { details: { orderId, amountCents } });
}
