import { type Route, route } from '../../kit/http/route.ts';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import type { ConversionDocument } from '../currency/api.ts';
import { fromCents } from '../money.ts';
import { CANCEL_SHIPMENT, QUOTE, SHIP, SHIPPING_METHODS } from './api.ts';
import { METHODS } from './methods.ts';
import { openTaskQueue } from './task-queue.ts';

/** Shipping: what it costs, and the tasks for those who pack. */
export const shipping: ServiceDefinition = {
  name: 'shipping',
  routes: (kit) => [...quoteRoutes(kit), ...taskRoutes(kit)],
};

function quoteRoutes(kit: Kit): readonly Route[] {
  const currency = kit.peer('currency');
  const convert = async (amountCents: number, to: string): Promise<number | undefined> => {
    const amount = fromCents(amountCents);
    const path = `/convert?from=USD&to=${encodeURIComponent(to)}&amount=${amount}`;
    try {
      const { status, body } = await currency.request<ConversionDocument>({
        method: 'GET',
        path,
        route: '/convert',
      });
      return status === 200 ? body.converted : undefined;
    } catch (error) {
      kit.log.warn({ err: error, to }, 'Quoted in the shop’s own currency');
      return undefined;
    }
  };

  return [
    route(QUOTE, async ({ body: { method, currency: wanted } }, res) => {
      const { amountCents = 0 } = METHODS.find((one) => one.method === method) ?? {};
      const converted = await convert(amountCents, wanted);
      kit.currentSpan().setAttribute('fallback', converted === undefined);
      res.json({
        method,
        amount: converted ?? fromCents(amountCents),
        currency: converted === undefined ? 'USD' : wanted,
        fallback: converted === undefined,
      });
    }),

    route(SHIPPING_METHODS, (_input, res) => {
      res.json(
        METHODS.map(({ method, amountCents, days }) => ({ method, amount: fromCents(amountCents), days })),
      );
    }),
  ];
}

function taskRoutes(kit: Kit): readonly Route[] {
  const queue = openTaskQueue(kit);
  return [
    route(SHIP, async ({ body: { orderId, name } }, res) => {
      const order = orderId ?? name ?? '';
      kit.currentSpan().setAttribute('order.id', order);
      const id = await queue.publish(order);
      res.status(201).json({ id, name: name ?? order, status: 'QUEUED' });
    }),

    route(CANCEL_SHIPMENT, async ({ params: { orderId } }, res) => {
      kit.currentSpan().setAttribute('order.id', orderId);
      res.json({ cancelled: await queue.remove(orderId) });
    }),
  ];
}
