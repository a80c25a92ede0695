import { expect, it } from 'vitest';
import { heapFor } from './heap-for-users.ts';

const upTo = (toUsers: number) => ({ userStages: [{ durationMs: 1000, fromUsers: 0, toUsers }] });

it.each([
  [[], false],
  [[{}], false],
  [[upTo(199), upTo(1)], false],
  [[upTo(1), upTo(200)], true],
  [[{ userStages: [{ durationMs: 1000, fromUsers: 200, toUsers: 0 }] }], true],
])('the heap of loads of %j is bound for many users: %s', (loads, isForMany) => {
  const { youngMb, flags, isTight } = heapFor(loads);
  expect(flags.length > 0).toBe(isForMany);
  expect(youngMb < 48).toBe(isForMany);
  expect(isTight).toBe(isForMany);
});
