import fc from 'fast-check';
import { expect, it } from 'vitest';
import { userCourseOf } from './user-course.ts';

it.each([
  ['a constant number', [{ durationMs: 1000, fromUsers: 3, toUsers: 3 }], [[0, 3]]],
  [
    'a ramp up',
    [{ durationMs: 1000, fromUsers: 0, toUsers: 2 }],
    [
      [0, 0],
      [250, 1],
      [750, 2],
    ],
  ],
  [
    'a ramp down',
    [{ durationMs: 1000, fromUsers: 2, toUsers: 0 }],
    [
      [0, 2],
      [250, 1],
      [750, 0],
    ],
  ],
  [
    'a jump between two stages',
    [
      { durationMs: 1000, fromUsers: 1, toUsers: 1 },
      { durationMs: 1000, fromUsers: 5, toUsers: 5 },
    ],
    [
      [0, 1],
      [1000, 5],
    ],
  ],
])('answers when users come and go: %s', (_, stages, changes) => {
  expect(userCourseOf(stages).changes.map(({ atMs, users }) => [atMs, users])).toEqual(changes);
});

it('is the nearest whole user to the straight line, at every instant', () => {
  const stage = fc.record({
    durationMs: fc.integer({ min: 1, max: 10_000 }),
    fromUsers: fc.double({ min: 0, max: 40, noNaN: true }),
    toUsers: fc.double({ min: 0, max: 40, noNaN: true }),
  });
  fc.assert(
    fc.property(stage, fc.double({ min: 0, max: 0.999, noNaN: true }), (drawn, progress) => {
      const { changes, mostUsers } = userCourseOf([drawn]);
      const atMs = progress * drawn.durationMs;
      const line = drawn.fromUsers + progress * (drawn.toUsers - drawn.fromUsers);
      const users = changes.findLast((change) => change.atMs <= atMs)?.users ?? Number.NaN;
      expect(Math.abs(users - line)).toBeLessThanOrEqual(0.5 + 1e-9);
      expect(users).toBeLessThanOrEqual(mostUsers);
    }),
    { seed: 1 },
  );
});
