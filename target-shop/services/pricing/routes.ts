import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import * as z from 'zod';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import { amountInCents, fromCents } from '../money.ts';
import { simulateProcessing } from '../processing-time.ts';
import { readInput, text } from '../read-input.ts';
import { brokenRule, MAX_QUANTITY } from './order-line-rules.ts';
import { priceOf, SURGE_RATIO } from './price-rules.ts';
import { pricingMetrics } from './pricing-metrics.ts';
import { createStock, drawReplenishment } from './stock.ts';

const quantity = z.number().int().min(1).max(MAX_QUANTITY);

const lineBody = z.object({
  customerName: z.string().optional(),
  itemId: z.string().optional(),
  quantity: z.number().optional(),
});
const priceBody = z.object({ basePrice: amountInCents, quantity });
const takeBody = z.object({ itemId: text, quantity, reservationId: text.optional() });
const releaseBody = z.object({ reservationId: text });

/** Pricing: the rules of an order line, its price, and the stock. */
export const pricing: ServiceDefinition = { name: 'pricing', routes: pricingRoutes };

function pricingRoutes(kit: Kit): Router {
  const stock = createStock(kit.redis());
  const metrics = pricingMetrics(kit.meter);
  const router = Router();

  router.post('/validate', async (req, res) => {
    const line = readInput(lineBody, req.body);
    await simulateProcessing(kit, 'pricing');
    const reason = brokenRule(line);
    metrics.validations.add(1, { result: reason === undefined ? 'valid' : 'invalid' });
    res.json(reason === undefined ? { valid: true } : { valid: false, reason });
  });

  router.post('/calculate-price', async (req, res) => {
    const startedAtMs = kit.clock.now();
    const { basePrice, quantity } = readInput(priceBody, req.body);
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
  });

  router.post('/check-inventory', async (req, res) => {
    const { itemId, quantity, reservationId = randomUUID() } = readInput(takeBody, req.body);
    await simulateProcessing(kit, 'pricing');
    const replenishBy = drawReplenishment(kit.random);
    const taking = await stock.take({ reservationId, itemId, quantity, replenishBy });
    metrics.stock.record(taking.stock, { item: itemId });
    if (taking.replenished > 0) metrics.replenished.add(taking.replenished, { item: itemId });
    res.json({ available: taking.available, stock: taking.stock, reservationId });
  });

  router.post('/release-inventory', async (req, res) => {
    const { reservationId } = readInput(releaseBody, req.body);
    const given = await stock.release(reservationId);
    kit.log.info({ reservationId, given: Object.fromEntries(given) }, 'Stock given back');
    res.json({ released: Object.fromEntries(given) });
  });

  return router;
}
