import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const DOCUMENT = readFileSync(path.join(import.meta.dirname, 'COVERAGE.md'), 'utf8');

/** The families of demands, and how many each has: its ids are consecutive from 01. */
const FAMILIES = { C: 46, P: 33, V: 38, E: 23 } as const;

const IDS = Object.entries(FAMILIES).flatMap(([family, count]) =>
  Array.from({ length: count }, (_, place) => `${family}-${String(place + 1).padStart(2, '0')}`),
);

/** What stands in a cell in place of a path, or beside it, with what it must go on to say. */
const REASON = /(?:^|; )(?:non-goal|open): \S.{9,}/;

interface Row {
  readonly id: string;
  readonly cells: readonly string[];
  readonly demand: string;
  readonly served: string;
  readonly proved: string;
}

/** Every line of a table but its head; what is no proper row still is one, so that it cannot hide. */
function rowsOf(document: string): readonly Row[] {
  const lines = document.split('\n').filter((line) => line.trimStart().startsWith('|'));
  return lines
    .map((line) => line.trim().slice(1, -1).split('|'))
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter(([id = '']) => id !== 'id' && !/^-+$/.test(id))
    .map((cells) => {
      const [id = '', demand = '', served = '', proved = ''] = cells;
      return { id, cells, demand, served, proved };
    });
}

/** What stands in backticks, which in this document are for paths alone. */
function pathsIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]*)`/g)].map(([, inside = '']) => inside);
}

function isFileOfRepository(name: string): boolean {
  if (path.isAbsolute(name) || path.normalize(name) !== name || name.startsWith('..')) return false;
  return statSync(path.join(ROOT, name), { throwIfNoEntry: false })?.isFile() ?? false;
}

const isTest = (name: string) => name.endsWith('.test.ts');
const ROWS = rowsOf(DOCUMENT);

describe('the table of demands', () => {
  test('has a row for every id, and for no other', () => {
    const ids = ROWS.map(({ id }) => id);
    expect(IDS.filter((id) => !ids.includes(id))).toEqual([]);
    expect(ids.filter((id) => !IDS.includes(id))).toEqual([]);
  });

  test('has one row for each', () => {
    const ids = ROWS.map(({ id }) => id);
    expect(ids.filter((id, place) => ids.indexOf(id) < place)).toEqual([]);
  });

  test('is in order', () => {
    const places = ROWS.map(({ id }) => IDS.indexOf(id));
    expect(ROWS.filter((_, row) => row > 0 && Number(places[row]) < Number(places[row - 1]))).toEqual([]);
  });

  test('names files that exist', () => {
    expect(pathsIn(DOCUMENT).filter((name) => !isFileOfRepository(name))).toEqual([]);
  });

  test('says in each row what is asked for, in four cells', () => {
    expect(ROWS.filter(({ cells, demand }) => cells.length !== 4 || demand.length < 10)).toEqual([]);
  });

  test('names what serves a demand and what proves it, or says why not', () => {
    const isServed = ({ served, proved }: Row) =>
      pathsIn(served).some((name) => !isTest(name)) && pathsIn(proved).some(isTest);
    const isExplained = ({ served }: Row) => REASON.test(served);
    expect(ROWS.filter((row) => !isServed(row) && !isExplained(row))).toEqual([]);
  });

  test('lets only tests prove something', () => {
    expect(ROWS.filter(({ proved }) => !pathsIn(proved).every(isTest))).toEqual([]);
  });
});
