import { randomUUID } from 'node:crypto';
import { type Route, route } from '../../kit/http/route.ts';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import { fromCents } from '../money.ts';
import { simulateProcessing } from '../processing-time.ts';
import { failsAtRandom } from '../random-errors.ts';
import { CALCULATE_PRICE, CHECK_INVENTORY, RELEASE_INVENTORY, VALIDATE } from './api.ts';
import { brokenRule } from './order-line-rules.ts';
import { priceOf, SURGE_RATIO } from './price-rules.ts';
import { type PricingMetrics, pricingMetrics } from './pricing-metrics.ts';
import { createStock, drawReplenishment } from './stock.ts';

/** What C's shop says at random, for no reason (C-11). */
const UNAVAILABLE = 'temporarily unavailable';

/** Pricing: the rules of an order line, its price, and the stock. */
export const pricing: ServiceDefinition = { name: 'pricing', routes: pricingRoutes };

function pricingRoutes(kit: Kit): readonly Route[] {
  const metrics = pricingMetrics(kit.meter);
  return [...ruleRoutes(kit, metrics), ...stockRoutes(kit, metrics)];
}

function ruleRoutes(kit: Kit, metrics: PricingMetrics): readonly Route[] {
  return [
    route(VALIDATE, async ({ body }, res) => {
      await simulateProcessing(kit, 'pricing');
      const reason = (await failsAtRandom(kit, 'validation')) ? UNAVAILABLE : brokenRule(body);
      metrics.validations.add(1, { result: reason === undefined ? 'valid' : 'invalid' });
      res.json(reason === undefined ? { valid: true } : { valid: false, reason });
    }),

    route(CALCULATE_PRICE, async ({ body: { basePrice, quantity } }, res) => {
      const startedAtMs = kit.clock.now();
      await simulateProcessing(kit, 'pricing');
      const hour = new Date(startedAtMs).getUTCHours();
      const surge = kit.random() < SURGE_RATIO;
      const price = priceOf({ basePriceCents: basePrice, quantity, hour, surge });
      metrics.duration.record((kit.clock.now() - startedAtMs) / 1000);
      res.json({
        totalPrice: fromCents(price.totalCents),
        discount: price.discount,
        priceMultiplier: price.priceMultiplier,
      });
    }),
  ];
}

function stockRoutes(kit: Kit, metrics: PricingMetrics): readonly Route[] {
  const stock = createStock(kit.redis());
  return [
    route(CHECK_INVENTORY, async ({ body }, res) => {
      const { itemId, quantity, reservationId = randomUUID() } = body;
      await simulateProcessing(kit, 'pricing');
      const replenishBy = drawReplenishment(kit.random);
      const taking = await stock.take({ reservationId, itemId, quantity, replenishBy });
      metrics.stock.record(taking.stock, { item: itemId });
      if (taking.replenished > 0) metrics.replenished.add(taking.replenished, { item: itemId });
      res.json({ available: taking.available, stock: taking.stock, reservationId });
    }),

    route(RELEASE_INVENTORY, async ({ body: { reservationId } }, res) => {
      const given = await stock.release(reservationId);
      kit.log.info({ reservationId, given: Object.fromEntries(given) }, 'Stock given back');
      res.json({ released: Object.fromEntries(given) });
    }),
  ];
}
