import { type Route, route } from '../../kit/http/route.ts';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import { newHexId } from '../hex-id.ts';
import { AUTHORISE, CANCEL_CHARGE, CHARGE, PAYMENT_STATS, PROCESS_PAYMENT, READ_RECEIPT } from './api.ts';
import { type Cashier, createCashier } from './cashier.ts';
import { createLedger, type Ledger, PAYMENT_SCHEMA, type Receipt } from './ledger.ts';
import { createProvider } from './provider.ts';
import type { ProviderStub } from './provider-stub.ts';

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

function paymentRoutes(kit: Kit, providerUrl: string): readonly Route[] {
  const postgres = kit.postgres();
  postgres.migrate('payment', PAYMENT_SCHEMA);
  const ledger = createLedger(postgres);
  const cashier = createCashier(kit, ledger, createProvider(kit.external('payment-provider', providerUrl)));
  return [...orderPaymentRoutes(kit, cashier, ledger), ...directPaymentRoutes(cashier, ledger)];
}

function orderPaymentRoutes(kit: Kit, cashier: Cashier, ledger: Ledger): readonly Route[] {
  return [
    route(CHARGE, async ({ body: bill }, res) => {
      kit.currentSpan().setAttribute('order.id', bill.orderId);
      res.json(approved(await cashier.charge(bill)));
    }),

    route(CANCEL_CHARGE, async ({ params }, res) => {
      kit.currentSpan().setAttribute('order.id', params.orderId);
      res.json(await cashier.cancel(params.orderId));
    }),

    route(READ_RECEIPT, async ({ params }, res) => {
      const receipt = await ledger.find(params.orderId);
      if (receipt === undefined) throw new HttpProblem(404, 'PAYMENT_NOT_FOUND', 'Payment not found');
      res.json(receipt);
    }),
  ];
}

/** Charges that belong to no order of ours. */
function directPaymentRoutes(cashier: Cashier, ledger: Ledger): readonly Route[] {
  const charge = (amountCents: number, method: string) =>
    cashier.charge({ orderId: `direct-${newHexId()}`, amountCents, method });

  return [
    route(PROCESS_PAYMENT, async ({ body: { amount, payment_method } }, res) => {
      const { transactionId } = approved(await charge(amount, payment_method));
      res.json({ status: 'success', transaction_id: transactionId });
    }),

    route(AUTHORISE, async ({ body }, res) => {
      const { status, reason } = await charge(body.amount, 'card');
      res.json({ authorised: status === 'APPROVED', message: reason ?? 'Payment authorised' });
    }),

    route(PAYMENT_STATS, async (_input, res) => void res.json(await ledger.totals())),
  ];
}

/** @throws HttpProblem 402: a business outcome, which no retry would change */
function approved(receipt: Receipt): Receipt {
  if (receipt.status === 'APPROVED') return receipt;
  const { orderId, reason } = receipt;
  throw new HttpProblem(402, 'PAYMENT_DECLINED', `Payment declined: ${reason ?? receipt.status}`, {
    details: { orderId },
  });
}
