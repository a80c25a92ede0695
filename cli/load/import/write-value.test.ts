import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Expression, Template, type Value } from './script.ts';
import { quoted, writeValue } from './write-value.ts';

/** Source text; a placeholder of it is written with § here, since this is none of ours. */
const source = (text: string) => text.replaceAll('§{', '${');

/** What a text means as TypeScript. */
const meant = (text: string, id: unknown = undefined) => new Function('id', `return (${text});`)(id);

describe('a written value', () => {
  it('means what it was, whatever it was and however far it stands in', () => {
    const json = fc
      .jsonValue({ noUnicodeString: false })
      .filter((value) => !JSON.stringify(value).includes('__proto__'));
    fc.assert(
      fc.property(json, fc.integer({ min: 0, max: 110 }), (value, indent) => {
        expect(JSON.stringify(meant(writeValue(value as Value, indent)))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('keeps text around expressions as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (before, after) => {
        const written = writeValue(new Template([before, new Expression('id'), after]));
        expect(meant(written, 7)).toBe(`${before}7${after}`);
      }),
    );
    expect(writeValue(new Template(['/a/', new Expression('id'), source('`§{x}`')]))).toBe(
      source('`/a/§{id}\\`\\§{x}\\``'),
    );
  });

  it('stands on one line where it fits, and is short where key and constant are called the same', () => {
    expect(writeValue({ id: new Expression('id'), 'a-b': ["it's", 'so'] })).toBe(
      `{ id, 'a-b': ["it's", 'so'] }`,
    );
    const long = { one: 'x'.repeat(60), two: 'y'.repeat(60) };
    expect(writeValue(long, 4)).toBe(`{\n      one: '${long.one}',\n      two: '${long.two}',\n    }`);
  });

  it.each(['it\'s "so"', 'line\nbreak', '\\', '\u2028'])('%j is quoted', (text) => {
    expect(meant(quoted(text))).toBe(text);
  });
});
