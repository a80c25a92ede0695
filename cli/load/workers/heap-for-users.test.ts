import { expect, it } from 'vitest';
import { fitHeapTo } from './heap-for-users.ts';

it.each([
  [[], 0],
  [[{ durationMs: 1000, fromUsers: 0, toUsers: 199 }], 0],
  [[{ durationMs: 1000, fromUsers: 200, toUsers: 0 }], 1],
])('a load of %j has the heap made small %d times', (userStages, times) => {
  const flags: string[] = [];
  fitHeapTo({ userStages }, (flag) => void flags.push(flag));
  expect(flags).toHaveLength(times);
});
