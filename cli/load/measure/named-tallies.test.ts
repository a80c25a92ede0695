import { expect, it } from 'vitest';
import { CheckTallies, Counters } from './named-tallies.ts';

it('tells a hundred names apart, and adds up further ones as one', () => {
  const counters = new Counters();
  const checks = new CheckTallies();
  for (let id = 0; id < 150; id += 1) {
    counters.add(`order ${id}`, 2);
    checks.add(`order ${id}`, id % 2 === 0);
  }
  counters.add('order 0', 1);
  expect(counters.summary()).toHaveLength(101);
  expect(counters.summary()).toContainEqual({ name: 'order 0', count: 3 });
  expect(counters.summary()[0]).toEqual({ name: '(further counters)', count: 100 });
  expect(checks.summary()[0]).toEqual({ name: '(further checks)', passed: 25, failed: 25 });
});

it('adds up what several threads counted', () => {
  const [one, two] = [new Counters(), new Counters()];
  one.add('b', 1);
  two.add('b', 2);
  two.add('a', 5);
  one.absorb(two.summary());
  expect(one.summary()).toEqual([
    { name: 'a', count: 5 },
    { name: 'b', count: 3 },
  ]);
  const checks = new CheckTallies();
  checks.add('a', true);
  checks.absorb([{ name: 'a', passed: 2, failed: 4 }]);
  expect(checks.summary()).toEqual([{ name: 'a', passed: 3, failed: 4 }]);
});
