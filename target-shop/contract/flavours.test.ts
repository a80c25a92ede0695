import { describe, expect, it } from 'vitest';
import { defaultFlagFile, FLAGS, type FlagdFile, type FlagName } from './flags.ts';
import { FLAVOURS, type FlavourName, isFlavourName } from './flavours.ts';
import { newFlagFile, startVariantOf } from './new-flag-file.ts';

const entries = Object.entries(FLAVOURS).flatMap(([name, { flags }]) =>
  Object.entries(flags).map(([flag, variant]) => [name, flag, variant] as [FlavourName, FlagName, string]),
);

const fileOf = (name?: FlavourName): FlagdFile => JSON.parse(newFlagFile(name));

describe('the table of flavours', () => {
  it.each(entries)('%s sets %s to %s: a variant, and not the default', (_name, flag, variant) => {
    expect(Object.keys(FLAGS[flag].variants)).toContain(variant);
    expect(variant).not.toBe(FLAGS[flag].defaultVariant);
  });

  it.each(Object.keys(FLAVOURS) as FlavourName[])(
    '%s makes a difference, and switches no fault on',
    (name) => {
      const { flags } = fileOf(name);
      const values = Object.entries(flags).map(([flag, { variants, defaultVariant }]) => ({
        flag,
        value: variants[defaultVariant],
      }));
      expect(flags).not.toEqual(fileOf().flags);
      const faults = values.filter(({ flag }) => /fault|chaos|errors/.test(flag));
      expect(faults.length).toBeGreaterThan(3);
      expect(faults.filter(({ value }) => value !== null)).toEqual([]);
    },
  );

  it('gives the petstore the flags of its document', () => {
    const documented = [
      ['pet-personalization', 'off'],
      ['premium-filters', 'on'],
      ['express-order-processing', 'on'],
      ['payment-processing', 'on'],
      ['real-time-order-updates', 'off'],
    ] as const;
    for (const [flag, variant] of documented)
      expect([flag, startVariantOf(flag, 'petstore')]).toEqual([flag, variant]);
  });
});

describe('the flag file of a new shop', () => {
  it('has every flag, those of its flavour changed, and names the flavour', () => {
    const file = fileOf('ecommerce');
    expect(Object.keys(file.flags)).toEqual(Object.keys(FLAGS));
    expect(file.flags['enable-recommendations']?.defaultVariant).toBe('off');
    expect(file.flags['maintenance']?.defaultVariant).toBe('off');
    expect(file).toMatchObject({ metadata: { flavour: 'ecommerce' } });
  });

  it('of no flavour is as the flag table has it', () => {
    expect(fileOf()).toEqual(JSON.parse(JSON.stringify(defaultFlagFile())));
  });
});

it('only names of the table are flavours', () => {
  expect(['sock', 'socks', 'toString', 5].filter(isFlavourName)).toEqual(['sock']);
});
