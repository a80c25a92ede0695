import { Router } from 'express';
import * as z from 'zod';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import { newHexId } from '../hex-id.ts';
import { amountInCents } from '../money.ts';
import { readInput, text } from '../read-input.ts';
import { createCashier } from './cashier.ts';
import { createLedger, PAYMENT_SCHEMA, type Receipt } from './ledger.ts';
import { createProvider } from './provider.ts';
import type { ProviderStub } from './provider-stub.ts';

const billBody = z.object({
  orderId: text,
  amountCents: z.number().int().min(1).max(1_000_000_000),
  method: text.default('card'),
});
const positiveAmount = amountInCents.refine((cents) => cents > 0, 'must be more than 0');
const processBody = z.object({ amount: positiveAmount, payment_method: text.default('card') });
const authBody = z.object({ amount: positiveAmount });

/**
 * Payment: charges each order once, through a provider outside the shop.
 * @param startProvider starts the provider's stand-in, which ends with the service
 */
export function payment(startProvider: (kit: Kit) => Promise<ProviderStub>): ServiceDefinition {
  return {
    name: 'payment',
    async routes(kit) {
      const provider = await startProvider(kit);
      kit.onClose(() => provider.close());
      return paymentRoutes(kit, provider.url);
    },
  };
}

function paymentRoutes(kit: Kit, providerUrl: string): Router {
  const postgres = kit.postgres();
  postgres.migrate('payment', PAYMENT_SCHEMA);
  const ledger = createLedger(postgres);
  const cashier = createCashier(kit, ledger, createProvider(kit.external('payment-provider', providerUrl)));
  /** A charge that belongs to no order of ours. */
  const directCharge = (amountCents: number, method: string) =>
    cashier.charge({ orderId: `direct-${newHexId()}`, amountCents, method });
  const router = Router();

  router.post('/payments', async (req, res) => {
    const bill = readInput(billBody, req.body);
    kit.currentSpan().setAttribute('order.id', bill.orderId);
    res.json(approved(await cashier.charge(bill)));
  });

  router.delete('/payments/:orderId', async (req, res) => {
    kit.currentSpan().setAttribute('order.id', req.params.orderId);
    res.json(await cashier.cancel(req.params.orderId));
  });

  router.get('/payments/:orderId', async (req, res) => {
    const receipt = await ledger.find(req.params.orderId);
    if (receipt === undefined) throw new HttpProblem(404, 'PAYMENT_NOT_FOUND', 'Payment not found');
    res.json(receipt);
  });

  router.post('/api/payment/process', async (req, res) => {
    const { amount, payment_method } = readInput(processBody, req.body);
    const { transactionId } = approved(await directCharge(amount, payment_method));
    res.json({ status: 'success', transaction_id: transactionId });
  });

  // The sock shop's form (S-26): a declined card is an answer, not a problem.
  router.post('/paymentAuth', async (req, res) => {
    const { status, reason } = await directCharge(readInput(authBody, req.body).amount, 'card');
    res.json({ authorised: status === 'APPROVED', message: reason ?? 'Payment authorised' });
  });

  router.get(['/stats', '/api/payment/stats'], async (_req, res) => {
    res.json(await ledger.totals());
  });

  return router;
}

/** @throws HttpProblem 402: a business outcome, which no retry would change */
function approved(receipt: Receipt): Receipt {
  if (receipt.status === 'APPROVED') return receipt;
  const { orderId, reason } = receipt;
  throw new HttpProblem(402, 'PAYMENT_DECLINED', `Payment declined: ${reason ?? receipt.status}`, {
    details: { orderId },
  });
}
