import { randomUUID } from 'node:crypto';
import { type Route, route } from '../../kit/http/route.ts';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import { fromCents } from '../money.ts';
import { simulateProcessing } from '../processing-time.ts';
import { failsAtRandom } from '../random-errors.ts';
import {
  CALCULATE_PRICE,
  CHECK_INVENTORY,
  QUOTE,
  RELEASE_INVENTORY,
  RESERVE_INVENTORY,
  VALIDATE,
} from './api.ts';
import { brokenRule, type OrderLine } from './order-line-rules.ts';
import { type Price, priceOf, SURGE_RATIO } from './price-rules.ts';
import { type PricingMetrics, pricingMetrics } from './pricing-metrics.ts';
import { createStock, drawReplenishment, type Taking, type TakingResult } from './stock.ts';

/** What C's shop says at random, for no reason (C-11). */
const UNAVAILABLE = 'temporarily unavailable';

/** Pricing: the rules of an order line, its price, and the stock. */
export const pricing: ServiceDefinition = { name: 'pricing', routes: pricingRoutes };

function pricingRoutes(kit: Kit): readonly Route[] {
  const metrics = pricingMetrics(kit.meter);
  return [...ruleRoutes(kit, metrics), ...stockRoutes(kit, metrics)];
}

function ruleRoutes(kit: Kit, metrics: PricingMetrics): readonly Route[] {
  const { reasonAgainst, price } = lineChecks(kit, metrics);
  return [
    route(VALIDATE, async ({ body }, res) => {
      const reason = await reasonAgainst(body);
      res.json(reason === undefined ? { valid: true } : { valid: false, reason });
    }),

    route(CALCULATE_PRICE, async ({ body: { basePrice, quantity } }, res) => {
      const { totalCents, discount, priceMultiplier } = await price(basePrice, quantity);
      res.json({ totalPrice: fromCents(totalCents), discount, priceMultiplier });
    }),

    route(QUOTE, async ({ body: { customerName, items } }, res) => {
      const quoted = items.map(async ({ basePrice, ...line }) => {
        const reason = await reasonAgainst({ customerName, ...line });
        if (reason !== undefined) return { itemId: line.itemId, valid: false, reason };
        const { totalCents } = await price(basePrice, line.quantity);
        return { itemId: line.itemId, valid: true, totalPrice: fromCents(totalCents) };
      });
      res.json({ items: await Promise.all(quoted) });
    }),
  ];
}

/** What is done with each line, asked about alone or with the others of its order. */
function lineChecks(kit: Kit, metrics: PricingMetrics) {
  return {
    async reasonAgainst(line: OrderLine): Promise<string | undefined> {
      await simulateProcessing(kit, 'pricing');
      const reason = (await failsAtRandom(kit, 'validation')) ? UNAVAILABLE : brokenRule(line);
      metrics.validations.add(1, { result: reason === undefined ? 'valid' : 'invalid' });
      return reason;
    },
    async price(basePriceCents: number, quantity: number): Promise<Price> {
      const startedAtMs = kit.clock.now();
      await simulateProcessing(kit, 'pricing');
      const hour = new Date(startedAtMs).getUTCHours();
      const surge = kit.random() < SURGE_RATIO;
      const price = priceOf({ basePriceCents, quantity, hour, surge });
      metrics.duration.record((kit.clock.now() - startedAtMs) / 1000);
      return price;
    },
  };
}

function stockRoutes(kit: Kit, metrics: PricingMetrics): readonly Route[] {
  const stock = createStock(kit.redis());
  const take = async (wanted: Omit<Taking, 'replenishBy'>): Promise<TakingResult> => {
    await simulateProcessing(kit, 'pricing');
    const taking = await stock.take({ ...wanted, replenishBy: drawReplenishment(kit.random) });
    metrics.stock.record(taking.stock, { item: wanted.itemId });
    if (taking.replenished > 0) metrics.replenished.add(taking.replenished, { item: wanted.itemId });
    return taking;
  };
  return [
    route(CHECK_INVENTORY, async ({ body }, res) => {
      const { reservationId = randomUUID(), ...line } = body;
      const { available, stock: left } = await take({ reservationId, ...line });
      res.json({ available, stock: left, reservationId });
    }),

    route(RESERVE_INVENTORY, async ({ body: { reservationId, items } }, res) => {
      const taken = items.map(async (line) => {
        const { available, stock: left } = await take({ reservationId, ...line });
        return { itemId: line.itemId, available, stock: left };
      });
      res.json({ items: await Promise.all(taken) });
    }),

    route(RELEASE_INVENTORY, async ({ body: { reservationId } }, res) => {
      const given = await stock.release(reservationId);
      kit.log.info({ reservationId, given: Object.fromEntries(given) }, 'Stock given back');
      res.json({ released: Object.fromEntries(given) });
    }),
  ];
}
