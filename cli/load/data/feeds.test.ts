import { describe, expect, it } from 'vitest';
import type { FeedMode } from '../../plan/run-plan.ts';
import { loadOf } from '../test/virtual-shop.ts';
import { checkEnoughRows } from './enough-rows.ts';
import { feedsOf } from './feeds.ts';

const ROWS = ['a', 'b', 'c'];

function rowsOf(mode: FeedMode, iterations: number, seed = 1) {
  const feeds = feedsOf([{ name: 'users', mode, file: 'users.json', rows: ROWS }]);
  return Array.from({ length: iterations }, (_, iteration) =>
    feeds.row('users', { seed, load: 'users', iteration }),
  );
}

describe('rows', () => {
  it('come one after another, and again from the first', () => {
    expect(rowsOf('sequence', 5)).toEqual(['a', 'b', 'c', 'a', 'b']);
  });

  it('are drawn by the seed: the same again, others for another seed, all about as often', () => {
    const drawn = rowsOf('random', 3000);
    expect(rowsOf('random', 3000)).toEqual(drawn);
    expect(rowsOf('random', 3000, 2)).not.toEqual(drawn);
    for (const row of ROWS) {
      const share = drawn.filter((one) => one === row).length / drawn.length;
      expect(share).toBeGreaterThan(0.3);
      expect(share).toBeLessThan(0.37);
    }
  });

  it('are each for one iteration, until there is none left', () => {
    expect(rowsOf('unique', 3)).toEqual(['a', 'b', 'c']);
    expect(() => rowsOf('unique', 4)).toThrow('data "users" has no row left: users.json has 3');
  });
});

describe('a load that starts more iterations than there are rows', () => {
  const feed = (mode: FeedMode, rows: number) => ({
    name: 'users',
    mode,
    file: 'u.csv',
    rows: Array.from({ length: rows }, () => ({})),
  });
  it('is refused where each has a row of its own', () => {
    const load = loadOf('ask');
    expect(() => checkEnoughRows([feed('unique', 99)], [load])).toThrow(
      '--data users=unique:u.csv has 99 rows for 100 iterations',
    );
    expect(() => checkEnoughRows([feed('unique', 100), feed('sequence', 1)], [load])).not.toThrow();
  });
});
