import { expect, it } from 'vitest';
import { randomHex } from './random-hex.ts';

it.each([1, 8, 16, 33])('%d random digits are hex, all of them used, and never twice the same', (digits) => {
  const drawn = Array.from({ length: 2000 }, () => randomHex(digits));
  expect(drawn.every((hex) => new RegExp(`^[0-9a-f]{${digits}}$`).test(hex))).toBe(true);
  expect(new Set(drawn.map((hex) => hex[0])).size).toBe(16);
  if (digits > 8) expect(new Set(drawn).size).toBe(drawn.length);
});
