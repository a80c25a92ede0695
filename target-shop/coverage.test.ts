import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const DOCUMENT = readFileSync(path.join(import.meta.dirname, 'COVERAGE.md'), 'utf8');

/** The families of demands in their order, and how many each has: its ids are consecutive from 01. */
const FAMILIES = { C: 46, P: 33, V: 38, E: 23, S: 75 } as const;

const IDS = Object.entries(FAMILIES).flatMap(([family, count]) =>
  Array.from({ length: count }, (_, place) => `${family}-${String(place + 1).padStart(2, '0')}`),
);

/** One demand. Cells are as they stand in the document. */
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

const ROWS = rowsOf(DOCUMENT);
const ROW_IDS = ROWS.map(({ id }) => id);

/** Answers the ids of the rows that are not as they must be, so that a failure is short. */
function idsWhere(isWrong: (row: Row) => boolean): readonly string[] {
  return ROWS.filter(isWrong).map(({ id }) => id);
}

/** What stands in backticks, which in this document are for paths alone. */
function pathsIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]*)`/g)].map(([, inside = '']) => inside);
}

function isFileOfRepository(name: string): boolean {
  if (path.isAbsolute(name) || path.normalize(name) !== name || name.startsWith('..')) return false;
  return statSync(path.join(ROOT, name), { throwIfNoEntry: false })?.isFile() ?? false;
}

function isTest(name: string): boolean {
  return name.endsWith('.test.ts');
}

/** What a row says of what is left out or missing; a mark without its words is an empty text. */
function explanationsOf({ served }: Row): readonly string[] {
  return [...served.matchAll(/\b(?:non-goal|open):([^;]*)/g)].map(([, words = '']) => words.trim());
}

describe('the table of demands', () => {
  test('has a row for every id, and for no other', () => {
    expect(IDS.filter((id) => !ROW_IDS.includes(id))).toEqual([]);
    expect(ROW_IDS.filter((id) => !IDS.includes(id))).toEqual([]);
  });

  test('has one row for each', () => {
    expect(ROW_IDS.filter((id, place) => ROW_IDS.indexOf(id) < place)).toEqual([]);
  });

  test('is in order', () => {
    const places = ROW_IDS.map((id) => IDS.indexOf(id));
    expect(ROW_IDS.filter((_, row) => row > 0 && Number(places[row]) < Number(places[row - 1]))).toEqual([]);
  });

  test('names files that exist', () => {
    expect(pathsIn(DOCUMENT).filter((name) => !isFileOfRepository(name))).toEqual([]);
  });

  test('says in each row what is asked for, in four cells', () => {
    expect(idsWhere(({ cells, demand }) => cells.length !== 4 || demand.length < 10)).toEqual([]);
  });

  test('names what serves a demand and what proves it, or says why not', () => {
    const isServed = ({ served, proved }: Row) =>
      pathsIn(served).some((name) => !isTest(name)) && pathsIn(proved).some(isTest);
    expect(idsWhere((row) => !isServed(row) && explanationsOf(row).length === 0)).toEqual([]);
  });

  test('says what is missing, and the reason for what is left out', () => {
    expect(idsWhere((row) => explanationsOf(row).some((words) => words.length < 10))).toEqual([]);
  });

  test('lets only tests prove something', () => {
    expect(idsWhere(({ proved }) => !pathsIn(proved).every(isTest))).toEqual([]);
  });
});
