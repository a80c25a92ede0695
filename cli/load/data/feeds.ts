import { keyedRandom } from '../../../target-shop/contract/keyed-random.ts';
import type { FeedMode } from '../../plan/run-plan.ts';
import type { IterationKey } from '../mix.ts';

/** Data that journeys ask for by name. */
export interface Feeds {
  /** Answers an iteration's row. @throws RangeError when there is no data of this name, or no row left */
  row(name: string, key: IterationKey): unknown;
}

/** Rows of one name, and how iterations share them. At least one row. */
export interface Feed {
  readonly name: string;
  readonly mode: FeedMode;
  readonly file: string;
  readonly rows: readonly unknown[];
}

/** What there is without `--data`. */
export const noFeeds: Feeds = feedsOf([]);

/**
 * Answers feeds whose rows depend on nothing but seed, load and iteration: engines and machines agree without talking.
 */
export function feedsOf(feeds: readonly Feed[]): Feeds {
  const byName = new Map(feeds.map((feed) => [feed.name, feed]));
  return {
    row(name, key) {
      const feed = byName.get(name);
      if (feed === undefined) throw new RangeError(noSuchFeed(name, [...byName.keys()]));
      return feed.rows[placeOf(feed, key)];
    },
  };
}

function placeOf({ name, mode, file, rows }: Feed, { seed, load, iteration }: IterationKey): number {
  switch (mode) {
    case 'sequence':
      return iteration % rows.length;
    case 'random':
      return Math.floor(keyedRandom(seed, load, iteration, 'feed', name) * rows.length);
    case 'unique':
      if (iteration < rows.length) return iteration;
      throw new RangeError(
        `data "${name}" has no row left: ${file} has ${rows.length}, one for an iteration`,
      );
    default:
      return mode satisfies never;
  }
}

function noSuchFeed(name: string, names: readonly string[]): string {
  const known = names.length === 0 ? 'there is none' : `there is ${names.join(', ')}`;
  return `there is no data "${name}": ${known}; give it with --data ${name}=FILE`;
}
