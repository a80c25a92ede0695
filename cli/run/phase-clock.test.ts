import { expect, it } from 'vitest';
import { withPauses } from './phase-clock.ts';

it('makes phases of pauses, no longer than the phase they are in', () => {
  const load = { name: 'load' as const, fromMs: 100, toMs: 200 };
  expect(withPauses([load])).toEqual([load]);
  const pauses = [
    { fromMs: 50, toMs: 110 },
    { fromMs: 150, toMs: 160 },
    { fromMs: 190, toMs: 250 },
  ];
  expect(withPauses([load], pauses).map(({ name, fromMs, toMs }) => [name, fromMs, toMs])).toEqual([
    ['paused', 100, 110],
    ['load', 110, 150],
    ['paused', 150, 160],
    ['load', 160, 190],
    ['paused', 190, 200],
  ]);
});
