import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonKeys, jsonPath, valueAt } from './json-path.ts';

describe('a path of JSON', () => {
  it.each([
    ['id', ['id']],
    ['items[0].id', ['items', 0, 'id']],
    ['[2].a-b', [2, 'a-b']],
    ['["odd.key"][1]', ['odd.key', 1]],
    ['', []],
  ])('%j leads over %j', (path, keys) => {
    expect(jsonKeys(path)).toEqual(keys);
    expect(jsonPath(keys)).toBe(path);
  });

  it('is written as it is read, whatever the keys are', () => {
    const key = fc.oneof(fc.nat(), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(fc.array(key), (keys) => {
        expect(jsonKeys(jsonPath(keys))).toEqual(keys);
      }),
    );
  });

  it.each([
    ['items[x]', 6],
    ['a..', 2],
    ['a[', 2],
  ])('%j is none, at character %i', (path, character) => {
    expect(() => jsonKeys(path)).toThrow(`at character ${character}`);
  });

  it('finds what is there, and neither what is not nor what every object has', () => {
    const value = { items: [{ id: 'a' }], none: null };
    expect(valueAt(value, ['items', 0, 'id'])).toBe('a');
    expect(valueAt(value, ['items', 1, 'id'])).toBeUndefined();
    expect(valueAt(value, ['none', 'id'])).toBeUndefined();
    expect(valueAt(value, ['toString'])).toBeUndefined();
    expect(valueAt('text', ['length'])).toBeUndefined();
  });
});
