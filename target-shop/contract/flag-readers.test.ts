import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Flags } from '../kit/kit.ts';
import { FLAGS, type FlagName } from './flags.ts';

const SHOP = path.join(import.meta.dirname, '..');

/** The sources in which a flag can be read: neither the table itself nor tests. */
async function readers(): Promise<string> {
  const sources: string[] = [];
  for await (const file of glob('{kit,services}/**/*.ts', { cwd: SHOP })) {
    if (!/\.test\.ts$|\/testing\//.test(file)) sources.push(readFileSync(path.join(SHOP, file), 'utf8'));
  }
  return sources.join('\n');
}

/** Answers whether a source reads a flag: by its name, or by a constant that holds its name. */
function isRead(source: string, flag: FlagName): boolean {
  const named = new RegExp(`flags\\s*\\.get\\('${flag}'\\)`);
  if (named.test(source)) return true;
  return new RegExp(`const \\w*FLAG\\w* = '${flag}'`).test(source);
}

test('every flag of the table has a reader', async () => {
  const source = await readers();
  const unread = (Object.keys(FLAGS) as FlagName[]).filter((flag) => !isRead(source, flag));
  expect(unread).toEqual([]);
});

test('a reader of a flag that is not in the table does not compile', () => {
  // @ts-expect-error the name is not in the table
  const read = (flags: Flags) => flags.get('no-such-flag');
  expect(read).toBeTypeOf('function');
});
