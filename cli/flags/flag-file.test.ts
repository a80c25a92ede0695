import { describe, expect, it } from 'vitest';
import { defaultFlagFile } from '../../target-shop/contract/flags.ts';
import { flavourOf, newFlagFile } from '../../target-shop/contract/new-flag-file.ts';
import { readFlag, readFlags, withDefaults, withVariant } from './flag-file.ts';

const untouched = JSON.stringify(defaultFlagFile());

describe('a flag file', () => {
  it('of an untouched shop has every flag at its default, and no fault on', () => {
    const flags = readFlags(untouched);
    expect(flags.every(({ isDefault }) => isDefault)).toBe(true);
    const faults = flags.filter(({ flag }) => /fault|chaos|errors/.test(flag)).map(({ value }) => value);
    expect(faults.length).toBeGreaterThan(1);
    expect(new Set(faults)).toEqual(new Set([null]));
  });

  it('keeps everything else when one flag is set', () => {
    const changed = withVariant(untouched, 'latency-profile', 'fast');
    expect(readFlag(changed, 'latency-profile')).toMatchObject({
      variant: 'fast',
      value: 'fast',
      isDefault: false,
    });
    expect(readFlags(changed).filter(({ isDefault }) => !isDefault)).toHaveLength(1);
    expect(JSON.parse(changed).$schema).toBe(JSON.parse(untouched).$schema);
  });

  it('goes back, flag by flag or as a whole', () => {
    const fast = withVariant(untouched, 'latency-profile', 'fast');
    const both = withVariant(fast, 'cart-chaos-errors', 'on');
    expect(JSON.parse(withDefaults(both, 'cart-chaos-errors'))).toEqual(JSON.parse(fast));
    expect(JSON.parse(withDefaults(both))).toEqual(JSON.parse(untouched));
  });

  it('of a flavour goes back to what the flavour has, and keeps its name', () => {
    const sock = newFlagFile('sock');
    const changed = withVariant(withVariant(sock, 'legacy-status', 'off'), 'maintenance', 'on');
    expect(readFlag(sock, 'legacy-status')).toMatchObject({ variant: 'on', isDefault: true });
    expect(readFlag(changed, 'legacy-status')).toMatchObject({ variant: 'off', isDefault: false });
    expect(readFlag(withDefaults(changed, 'legacy-status'), 'legacy-status').variant).toBe('on');
    expect(withDefaults(changed)).toBe(sock);
    expect([flavourOf(changed), flavourOf(untouched), flavourOf('{')]).toEqual([
      'sock',
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['latency-profil', 'fast', '"latency-profil" is not a flag'],
    ['latency-profile', 'fsat', 'flag latency-profile has no variant "fsat"'],
  ])('refuses %s = %s', (flag, variant, complaint) => {
    expect(() => withVariant(untouched, flag, variant)).toThrow(complaint);
  });

  it('that is broken is said to be, with the way out; reset needs none', () => {
    expect(() => readFlags('{')).toThrow(/flag file cannot be read/);
    expect(JSON.parse(withDefaults('{'))).toEqual(JSON.parse(untouched));
  });
});
