import { type Route, route } from '../../kit/http/route.ts';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import { BASE_CURRENCY, RATES } from '../../seed/rates.ts';
import { createJsonCache } from '../json-cache.ts';
import { fromCents } from '../money.ts';
import { CONVERT, READ_RATES } from './api.ts';
import { convertCents } from './convert.ts';

const RATES_CACHE = { cache: 'rates', key: 'currency:rates', ttlSeconds: 60 } as const;

/** Currency: rates, and amounts in another currency. */
export const currency: ServiceDefinition = { name: 'currency', routes: currencyRoutes };

function currencyRoutes(kit: Kit): readonly Route[] {
  const cache = createJsonCache(kit);
  const conversions = kit.meter.createCounter('currency_conversions_total', {
    description: 'Amounts converted, by the currency they came into.',
  });
  const rates = () => cache.read(RATES_CACHE, async () => RATES);

  return [
    route(READ_RATES, async (_input, res) => {
      res.json({ base: BASE_CURRENCY, rates: await rates() });
    }),

    route(CONVERT, async ({ query: { from, to, amount } }, res) => {
      const known = await rates();
      const rate = rateOf(known, to) / rateOf(known, from);
      conversions.add(1, { to });
      res.json({
        from,
        to,
        amount: fromCents(amount),
        rate,
        converted: fromCents(convertCents(amount, rate)),
      });
    }),
  ];
}

/** @throws HttpProblem 404 */
function rateOf(rates: Readonly<Record<string, number>>, code: string): number {
  const rate = Object.hasOwn(rates, code) ? rates[code] : undefined;
  if (rate !== undefined) return rate;
  const details = { known: Object.keys(rates) };
  throw new HttpProblem(404, 'CURRENCY_NOT_FOUND', `No rate for ${code}`, { details });
}
