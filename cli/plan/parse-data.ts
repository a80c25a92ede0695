import { UsageError } from '../core/errors.ts';
import type { FeedMode, FeedPlan } from './run-plan.ts';

const MODES = ['sequence', 'random', 'unique'] as const satisfies readonly FeedMode[];
const hintFor = (name: string) =>
  `Write ${name} users=users.csv, ${name} users=random:users.csv or ${name} users=unique:users.json.`;

/**
 * Reads `--data NAME=[MODE:]FILE`, all of them.
 * @param option what says it
 * @throws UsageError naming the value and the way to write it, or the name that stands there twice
 * @example parseData(['users=random:users.csv']) // [{ name: 'users', mode: 'random', file: 'users.csv' }]
 */
export function parseData(texts: readonly string[], option = '--data'): readonly FeedPlan[] {
  const feeds = texts.map((text) => parseOne(text, option));
  const twice = feeds.find(({ name }, place) => feeds.findIndex((one) => one.name === name) !== place);
  if (twice === undefined) return feeds;
  throw new UsageError(`${option} ${twice.name}=… stands there twice`, {
    hint: 'Give each data a name of its own.',
  });
}

function parseOne(text: string, option: string): FeedPlan {
  const [, name, rest = ''] = /^([\w-]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined)
    throw new UsageError(`${option} ${text} is not a name and a file`, { hint: hintFor(option) });
  const mode = MODES.find((each) => rest.startsWith(`${each}:`));
  const file = mode === undefined ? rest : rest.slice(mode.length + 1);
  if (/\.(csv|json)$/i.test(file)) return { name, mode: mode ?? 'sequence', file };
  throw new UsageError(`${option} ${text}: "${file}" is neither a .csv nor a .json file`, {
    hint: hintFor(option),
  });
}
