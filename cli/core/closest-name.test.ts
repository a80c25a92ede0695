import { expect, it } from 'vitest';
import { didYouMean } from './closest-name.ts';

it('didYouMean names the near one, or all when none is near', () => {
  expect(didYouMean('blakfriday', ['blackfriday', 'oom'])).toBe('Did you mean "blackfriday"?');
  expect(didYouMean('kubernetes', ['blackfriday', 'oom'])).toBe('There are: blackfriday, oom.');
});
