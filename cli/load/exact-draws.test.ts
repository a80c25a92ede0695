import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactDraws } from './exact-draws.ts';

const mixOf = (shares: readonly number[]) =>
  shares.map((probability, place) => ({ journey: `journey-${place}`, probability }));

/** The furthest any count ever is from its share of the iterations so far. */
function furthestOff(shares: readonly number[], iterations: number): number {
  const mix = mixOf(shares);
  const draw = exactDraws(mix);
  const sum = shares.reduce((total, share) => total + share, 0);
  const counts = new Map(mix.map(({ journey }) => [journey, 0]));
  let furthest = 0;
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    const drawn = draw(iteration);
    for (const journey of drawn) counts.set(journey, (counts.get(journey) ?? 0) + 1);
    for (const { journey, probability } of mix) {
      const owed = ((iteration + 1) * probability) / sum;
      furthest = Math.max(furthest, Math.abs((counts.get(journey) ?? 0) - owed));
    }
  }
  return furthest;
}

describe('exact draws', () => {
  it('keep every count within one of its share, after any number of iterations, for any mix', () => {
    const share = fc.double({ min: 0.001, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 8 }), (shares) => {
        expect(furthestOff(shares, 400)).toBeLessThanOrEqual(1);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('still do after a hundred thousand iterations', () => {
    expect(furthestOff([0.8, 0.6, 0.3, 0.1], 100_000)).toBeLessThanOrEqual(1 - 1 / 6 + 1e-6);
  });

  it('keep the quotas of 80:60:30:10 exactly every eighteen iterations', () => {
    const draw = exactDraws(mixOf([0.8, 0.6, 0.3, 0.1]));
    const drawn = Array.from({ length: 18 }, (_, iteration) => draw(iteration)[0]);
    const count = (place: number) => drawn.filter((journey) => journey === `journey-${place}`).length;
    expect([0, 1, 2, 3].map(count)).toEqual([8, 6, 3, 1]);
  });

  it('are the same in whatever order they are asked for', () => {
    const ascending = exactDraws(mixOf([0.5, 0.3, 0.11]));
    const all = Array.from({ length: 60 }, (_, iteration) => ascending(iteration));
    const draw = exactDraws(mixOf([0.5, 0.3, 0.11]));
    for (const iteration of [59, 3, 3, 40, 41, 0, 58]) expect(draw(iteration)).toEqual(all[iteration]);
  });
});
