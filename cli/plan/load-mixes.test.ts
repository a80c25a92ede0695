import { describe, expect, it } from 'vitest';
import { JOURNEYS } from '../../scenarios/journeys/registry.ts';
import { MIX_NAMES, mixOfFlavour, readMix } from './load-mixes.ts';

describe('the load mixes', () => {
  it.each(MIX_NAMES)(
    '%s plays journeys that exist, at shares that are ones, within ones before them',
    (name) => {
      const { mix } = readMix(name);
      for (const [place, { journey, probability, within }] of mix.entries()) {
        expect(JOURNEYS.map((one) => one.name)).toContain(journey);
        expect(probability > 0 && probability <= 1, journey).toBe(true);
        if (within !== undefined) expect(mix.slice(0, place).map((one) => one.journey)).toContain(within);
      }
    },
  );

  it('are that of the flavour, or the default where there is none', () => {
    expect(mixOfFlavour('v5')).toBe(readMix('v5'));
    expect(mixOfFlavour(undefined)).toBe(readMix('default'));
  });

  it('let only those order coffee who have read the menu', () => {
    expect(readMix('coffee').mix).toContainEqual({ journey: 'order', probability: 0.6, within: 'menu' });
  });

  it('play a kind of session each on Black Friday: 60 browse, 25 fill a cart, 15 buy', () => {
    expect(readMix('blackfriday')).toEqual({
      mixMode: 'weighted',
      mix: [
        { journey: 'browse', probability: 0.6 },
        { journey: 'left-cart', probability: 0.25 },
        { journey: 'checkout', probability: 0.15 },
      ],
    });
  });

  it('play the sock shop on its own paths, and all of it by each of its users', () => {
    const journeys = ['sock-account', 'sock-order', 'socks'];
    for (const name of ['sock', 'sock-users']) {
      expect(
        readMix(name)
          .mix.map(({ journey }) => journey)
          .sort(),
        name,
      ).toEqual(journeys);
    }
    expect(readMix('sock-users').mix.every(({ probability }) => probability === 1)).toBe(true);
  });

  it('are read beside shares that are written out', () => {
    expect(readMix('menu=0.8,history=30%')).toEqual({
      mixMode: 'independent',
      mix: [
        { journey: 'menu', probability: 0.8 },
        { journey: 'history', probability: 0.3 },
      ],
    });
  });

  it('refuse a name that is none, and say the nearest', () => {
    expect(() => readMix('cofee')).toThrow(
      expect.objectContaining({
        message: '--mix cofee: there is no mix of this name',
        hint: 'Did you mean "coffee"?',
        exitCode: 2,
      }),
    );
  });
});
