import { describe, expect, it } from 'vitest';
import { defaultFlagFile, FLAGS, OVERRIDE_VARIANT } from './flags.ts';

describe('the flag table', () => {
  it.each(Object.entries(FLAGS))(
    'gives %s a default among its variants',
    (_name, { variants, defaultVariant }) => {
      expect(Object.keys(variants)).toContain(defaultVariant);
      expect(Object.keys(variants)).not.toContain(OVERRIDE_VARIANT);
    },
  );

  it('writes every flag to the default file, enabled and at its default', () => {
    const file = defaultFlagFile() as { readonly flags: Record<string, unknown> };
    expect(Object.keys(file.flags)).toEqual(Object.keys(FLAGS));
    expect(file.flags['cart-ttl-seconds']).toMatchObject({ state: 'ENABLED', defaultVariant: 'hour' });
  });
});
