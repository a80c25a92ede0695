import { expect, it } from 'vitest';
import { ExitCode, worstExitCode } from './errors.ts';

it('worstExitCode follows the published order and is 0 without a finding', () => {
  const order = [1, 12, 130, 143, 14, 11, 10, 13] as const satisfies readonly ExitCode[];
  order.forEach((code, place) => {
    expect(worstExitCode(order.slice(place).reverse())).toBe(code);
  });
  expect(worstExitCode([])).toBe(ExitCode.ok);
});
