import { describe, expect, it } from 'vitest';
import type { MixMode } from '../plan/run-plan.ts';
import { drawsOf } from './mix.ts';

const MIX = [
  { journey: 'menu', probability: 0.8 },
  { journey: 'purchase', probability: 0.6 },
  { journey: 'history', probability: 0.3 },
  { journey: 'customers', probability: 0.1 },
];
const draw = (iteration: number, seed = 1, load = 'users') => drawsOf({ mix: MIX, seed, load })(iteration);
const drawAs = (mixMode: MixMode, count: number, seed = 1) => {
  const one = drawsOf({ mix: MIX, mixMode, seed, load: 'users' });
  return Array.from({ length: count }, (_, iteration) => one(iteration));
};

describe('the mix', () => {
  it('draws each journey as often as it says, 5.04 % of iterations none, whatever the seed', () => {
    const n = 100_000;
    for (const seed of [1, 2, 1128]) {
      const draws = Array.from({ length: n }, (_, i) => draw(i, seed));
      const share = (test: (drawn: readonly string[]) => boolean) => draws.filter(test).length / n;
      // Five standard deviations of a share of 0.5 in 100,000 draws are 0.8 points.
      for (const { journey, probability } of MIX) {
        expect(
          share((drawn) => drawn.includes(journey)),
          `${journey}, seed ${seed}`,
        ).toBeCloseTo(probability, 2);
      }
      expect(share((drawn) => drawn.length === 0)).toBeCloseTo(0.0504, 2);
      expect(share((drawn) => drawn.includes('menu') && drawn.includes('purchase'))).toBeCloseTo(0.48, 2);
      expect(share((drawn) => drawn.includes('history') && drawn.includes('customers'))).toBeCloseTo(0.03, 2);
    }
  });

  it('draws the same again for the same seed, load and iteration', () => {
    for (let i = 0; i < 200; i += 1) expect(draw(i)).toEqual(draw(i));
  });

  it('draws otherwise for another seed or load', () => {
    const all = (seed: number, load: string) =>
      JSON.stringify(Array.from({ length: 50 }, (_, i) => draw(i, seed, load)));
    expect(all(1, 'users')).not.toBe(all(2, 'users'));
    expect(all(1, 'users')).not.toBe(all(1, 'visitors'));
  });

  it('draws a journey within another only together with it, by its share of those', () => {
    const mix = [
      { journey: 'menu', probability: 0.8 },
      { journey: 'order', probability: 0.6, within: 'menu' },
    ];
    const draws = Array.from({ length: 100_000 }, (_, i) => drawsOf({ mix, seed: 1, load: 'users' })(i));
    const orders = draws.filter((drawn) => drawn.includes('order'));
    expect(orders.every((drawn) => drawn.includes('menu'))).toBe(true);
    expect(orders.length / draws.length).toBeCloseTo(0.48, 2);
  });

  it('never draws at 0 and always at 1', () => {
    const mix = [
      { journey: 'never', probability: 0 },
      { journey: 'always', probability: 1 },
    ];
    for (let i = 0; i < 500; i += 1) {
      expect(drawsOf({ mix, seed: 3, load: 'l' })(i)).toEqual(['always']);
    }
  });
});

describe('a weighted mix', () => {
  it('draws exactly one journey, by its share of the sum, whatever the seed', () => {
    for (const seed of [1, 2, 1128]) {
      const draws = drawAs('weighted', 100_000, seed);
      expect(draws.every((drawn) => drawn.length === 1)).toBe(true);
      for (const { journey, probability } of MIX) {
        const share = draws.filter((drawn) => drawn[0] === journey).length / draws.length;
        expect(share, `${journey}, seed ${seed}`).toBeCloseTo(probability / 1.8, 2);
      }
    }
  });

  it('draws the same again for the same seed, and otherwise for another', () => {
    expect(drawAs('weighted', 50)).toEqual(drawAs('weighted', 50));
    expect(drawAs('weighted', 50)).not.toEqual(drawAs('weighted', 50, 2));
  });
});

describe('an exact mix', () => {
  it('draws one journey each time, and in 1,800 iterations each as often as its share says', () => {
    const draws = drawAs('exact', 1800).flat();
    expect(draws).toHaveLength(1800);
    const counts = MIX.map(({ journey }) => draws.filter((drawn) => drawn === journey).length);
    expect(counts).toEqual([800, 600, 300, 100]);
  });
});
