import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { readFeeds } from './read-feeds.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'feeds-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function rowsOf(name: string, text: string): readonly unknown[] | undefined {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return readFeeds([{ name: 'users', mode: 'sequence', file }])[0]?.rows;
}

describe('data', () => {
  it('of CSV is named by its first line; quotes, commas, line breaks and a byte order mark are read', () => {
    expect(rowsOf('u.csv', '\uFEFFname,city\r\n"Ünal, Bo","New\nYork"\n\nAda,""\n')).toEqual([
      { name: 'Ünal, Bo', city: 'New\nYork' },
      { name: 'Ada', city: '' },
    ]);
  });

  it('of JSON is an array of anything', () => {
    expect(rowsOf('u.json', '[{"id": 1}, "two"]')).toEqual([{ id: 1 }, 'two']);
  });

  it('cannot be changed by a journey', () => {
    const [row] = rowsOf('u.csv', 'name\nAda\n') ?? [];
    expect(() => Object.assign(row as object, { name: 'Bo' })).toThrow(TypeError);
  });

  it.each([
    ['u.csv', 'a,b\n1,2\n3\n', /u\.csv:3: .*columns length is 2, got 1/],
    ['u.csv', 'a,b\n1,"2\n', /u\.csv:2: Quote Not Closed/],
    ['u.csv', 'a,b,a\n1,2,3\n', /u\.csv:1: the column "a" stands there twice/],
    ['u.csv', 'a,b\n', /u\.csv has no rows for --data users/],
    ['u.json', '[\n1,\n2\n', /u\.json:4: /],
    ['u.json', '[\n1,\n', /u\.json:2: Unexpected end/],
    ['u.json', '[\n1,\nx]', /u\.json:3: Unexpected token/],
    ['u.json', '{"a": 1}', /u\.json:1: this is not an array/],
  ])('in %s of %j is refused with its place', (name, text, complaint) => {
    expect(() => rowsOf(name, text)).toThrow(complaint);
    expect(() => rowsOf(name, text)).toThrow(UsageError);
  });

  it('that is not there is named', () => {
    const feed = { name: 'users', mode: 'sequence', file: '/nowhere/u.csv' } as const;
    expect(() => readFeeds([feed])).toThrow('--data users: cannot read /nowhere/u.csv: ENOENT');
  });
});
