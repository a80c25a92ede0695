import { expect, it } from 'vitest';
import { parseWorkers } from './workers-flag.ts';

it.each([
  ['1', 8, 1],
  ['4', 2, 4],
  ['auto', 8, 7],
  ['auto', 1, 1],
])('%s on %i cores is %i workers', (text, cores, workers) => {
  expect(parseWorkers(text, cores)).toBe(workers);
});

it.each(['0', '-1', '1.5', '1e2', '', 'many', '257'])('refuses %j', (text) => {
  expect(() => parseWorkers(text, 4)).toThrow(expect.objectContaining({ exitCode: 2 }));
});
