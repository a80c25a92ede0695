import { expect, it } from 'vitest';
import { splitFor } from './canary-split.ts';

it.each([
  [10, 1, { stable: 9, canary: 1 }],
  [10, 3, { stable: 9, canary: 1 }],
  [10, 18, { stable: 18, canary: 2 }],
  [50, 1, { stable: 2, canary: 2 }],
  [50, 6, { stable: 6, canary: 6 }],
  [100, 3, { stable: 0, canary: 3 }],
  [100, 0, { stable: 0, canary: 1 }],
] as const)('%i %% with %i stable pods before', (step, before, split) => {
  expect(splitFor(step, before)).toEqual(split);
});
