import { describe, expect, it } from 'vitest';
import { JOURNEYS } from '../../../scenarios/journeys/registry.ts';
import { createRehearsalShop } from '../../../scenarios/journeys/rehearsal-shop.ts';
import type { LoadPlan } from '../../plan/run-plan.ts';
import type { Journey } from '../journey.ts';
import { journeyNamed } from '../journey-named.ts';
import { journeyOf, loadOf, playOut, virtualShop } from '../test/virtual-shop.ts';
import { rehearsalAnswering } from './rehearsal-transport.ts';
import { rehearseLoad } from './rehearse-load.ts';

const ITERATIONS = 100;

const rehearse = (load: LoadPlan, journey: (name: string) => Journey = (name) => journeyNamed(name)) =>
  rehearseLoad({ load, seed: 1, journey, newTarget: createRehearsalShop, iterations: ITERATIONS });

/** What the engine itself sends, of the same load against the same shop, a quarter of a second a request. */
async function played(load: LoadPlan) {
  const answering = rehearsalAnswering(createRehearsalShop());
  const shop = virtualShop(JOURNEYS, (request) => ({ tookMs: 250, answer: answering(request) }));
  return (await playOut(shop, load)).load;
}

describe('a rehearsal', () => {
  it.each([
    ['independent', {}],
    ['weighted', { mixMode: 'weighted' }],
    ['exact', { mixMode: 'exact' }],
  ] as const)(
    'counts what the engine sends, request for request: every journey, drawn %s',
    async (_, mode) => {
      const mix = JOURNEYS.map(({ name }) => ({ journey: name, probability: 0.5 }));
      const load = loadOf('', { mix, ...mode });
      const [{ endpoints, stuck, journeysPerIteration }, real] = [await rehearse(load), await played(load)];
      const counts = (rows: readonly (readonly [string, number])[]) => Object.fromEntries(rows.toSorted());
      expect(
        counts(endpoints.map(({ name, perIteration }) => [name, Math.round(perIteration * ITERATIONS)])),
      ).toEqual(counts(real.endpoints.map(({ name, requests }) => [name, requests])));
      const started = real.journeys.reduce((sum, journey) => sum + journey.started, 0);
      expect(journeysPerIteration * ITERATIONS).toBeCloseTo(started);
      expect(stuck).toEqual([]);
    },
  );

  it('counts thinking as the speed makes it', async () => {
    const twoRequests = journeyOf('two', async (user) => {
      await user.request({ method: 'GET', path: '/api/menu' });
      await user.think(1000, 1000);
      await user.request({ method: 'GET', path: '/api/menu' });
    });
    const load = loadOf('two', { thinkTimeFactor: 0.5 });
    const { iterationMs, requestsPerIteration, peak } = await rehearse(load, () => twoRequests);
    expect(iterationMs).toBeCloseTo(250 + 500 + 250);
    expect(requestsPerIteration).toBe(2);
    // Ten iterations of a second are ten at once; twenty requests of a quarter are five.
    expect(peak).toMatchObject({ iterationsPerSecond: 10, requestsPerSecond: 20 });
    expect(peak.iterationsInFlight).toBeCloseTo(10);
    expect(peak.requestsInFlight).toBeCloseTo(5);
    expect(peak.memoryMb).toBeGreaterThan(140);
  });

  it('looks at the highest of all stages, and has virtual users as busy as they can be', async () => {
    const rate = (fromRatePerSecond: number, toRatePerSecond: number) => ({
      ...{ durationMs: 1000, fromRatePerSecond, toRatePerSecond },
    });
    const open = await rehearse(loadOf('menu', { stages: [rate(1, 30), rate(30, 2)] }));
    expect(open.peak.iterationsPerSecond).toBe(30);
    const userStages = [{ durationMs: 1000, fromUsers: 0, toUsers: 50 }];
    const closed = await rehearse(loadOf('menu', { stages: [], userStages }));
    expect(closed.peak.iterationsInFlight).toBeCloseTo(50);
    expect(closed.peak.iterationsPerSecond).toBeCloseTo((50 * 1000) / closed.iterationMs);
  });

  it('says which journeys it could not play, and why', async () => {
    const lost = journeyOf('lost', async (user) => {
      const { body } = await user.request({ method: 'GET', path: '/never-heard-of' });
      user.pick('anything', body as readonly unknown[]);
    });
    const { stuck, endpoints } = await rehearse(loadOf('lost'), () => lost);
    expect(stuck).toEqual(['lost: nothing to pick "anything" from']);
    expect(endpoints).toMatchObject([{ name: 'GET /never-heard-of', perIteration: 1 }]);
    const waiting = journeyOf('waiting', async (user) => {
      while (!(await user.request({ method: 'GET', path: '/news' })).declined) await user.think(1, 1);
    });
    const { stuck: forEver } = await rehearse(loadOf('waiting'), () => waiting);
    expect(forEver).toEqual(['waiting: asks more than 1000 times in an iteration']);
  });
});
