import { describe, expect, it } from 'vitest';
import type { FlavourName } from '../../target-shop/contract/flavours.ts';
import type { ShopSize } from '../../target-shop/service-table.ts';
import type { RunFacts } from './run-facts.ts';
import { judge } from './test-recording/judged-recording.ts';
import { recordedBlackfriday } from './test-recording/recorded-blackfriday.ts';
import type { Recording } from './test-recording/recording.ts';
import { type Hop, traceOf } from './test-recording/trace-builder.ts';

/** An order that is shipped, at rates of the day: seven places deep. */
function shippedOrder(): Hop {
  const currency: Hop = { service: 'currency', name: 'GET /rates', stores: ['redis'] };
  const shipping: Hop = { service: 'shipping', name: 'POST /shipments', calls: [currency] };
  const orders: Hop = { service: 'orders', name: 'POST /orders', calls: [shipping] };
  const gateway: Hop = { service: 'gateway', name: 'POST /api/checkout', calls: [orders] };
  return { service: 'frontend', name: 'POST /api/checkout', calls: [gateway] };
}

/** A pet that somebody looked at shortly before: four places deep. */
function keptPet(): Hop {
  const name = 'GET /petstore-domain/pets/:id';
  return { service: 'frontend', name, calls: [{ service: 'gateway', name, stores: ['redis'] }] };
}

/** Six traces of a way, a millisecond apart. */
function sixTimes(hop: Hop, trafficType: 'baseline' | 'demo', { timeline }: RunFacts) {
  const { startedAtMs } = timeline;
  return [0, 1, 2, 3, 4, 5].flatMap((afterMs) =>
    traceOf({ hop, startMs: startedAtMs + afterMs, durationMs: 500, trafficType }),
  );
}

describe('the verdict on a kind of shop', () => {
  it('expects orders of the full shop to go deeper than those of the core', async () => {
    const { facts, ...whole } = recordedBlackfriday();
    const judged = async (spans: Recording['spans'], size: ShopSize) => {
      const { results } = await judge({ ...whole, spans, facts }, { ...facts, size });
      return results.find(({ id }) => id === 'checkout-depth')?.outcome;
    };
    const shipped = sixTimes(shippedOrder(), 'demo', facts);
    expect(await judged(whole.spans, 'core')).toBe('pass');
    expect(await judged(whole.spans, 'full')).toBe('fail');
    expect(await judged(shipped, 'full')).toBe('pass');
  });

  it('expects visits of the petstore to end at the gateway’s own store, and those of no other shop', async () => {
    const { facts, ...whole } = recordedBlackfriday();
    const spans = sixTimes(keptPet(), 'baseline', facts);
    const judged = async (flavour?: FlavourName) => {
      const shop = flavour === undefined ? facts : { ...facts, flavour };
      const { results } = await judge({ ...whole, spans, facts }, shop);
      return results.find(({ id }) => id === 'browse-depth');
    };
    expect(await judged('petstore')).toMatchObject({
      outcome: 'pass',
      observed: expect.stringContaining('depth 4'),
    });
    expect(await judged('coffee')).toMatchObject({ outcome: 'fail' });
    expect(await judged()).toMatchObject({ outcome: 'fail' });
  });

  it('does not expect of a shop with a flavour what the flavour’s load leaves alone', async () => {
    const whole = recordedBlackfriday();
    const isGone = ({ service }: { readonly service: string }) => service === 'recommendation';
    const spans = whole.spans.filter((span) => !isGone(span));
    const metrics = whole.metrics.filter((metric) => !isGone(metric));
    const ofShop = ['services-visible', 'edges-seen', 'server-durations', 'store-durations'];
    const failedOf = async (facts: RunFacts) => {
      const { results } = await judge({ ...whole, spans, metrics, facts }, facts);
      return results
        .filter(({ id, outcome }) => ofShop.includes(id) && outcome !== 'pass')
        .map(({ id }) => id);
    };
    expect(await failedOf({ ...whole.facts, flavour: 'coffee' })).toEqual([]);
    expect(await failedOf(whole.facts)).toEqual(ofShop);
    const { results } = await judge(whole, { ...whole.facts, flavour: 'coffee' });
    expect(results.filter(({ id, outcome }) => ofShop.includes(id) && outcome !== 'pass')).toEqual([]);
  });
});
