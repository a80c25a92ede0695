import { describe, expect, it } from 'vitest';
import { exampleLoadRecord, exampleRecord } from '../example-record.ts';
import { toMarkdown } from './to-markdown.ts';

describe('toMarkdown', () => {
  it('begins with the outcome, the reasons and the delivered load', () => {
    const markdown = toMarkdown(exampleRecord);
    expect(markdown).toMatch(/^## ❌ fail: Black Friday/);
    expect(markdown).toContain('`shopctl chaos blackfriday --speed 30 --seed 42`');
    expect(markdown.indexOf('- expectations not met: logs-joined')).toBeLessThan(
      markdown.indexOf('- shoppers: delivered'),
    );
  });

  it('lists failed expectations first, with their place and trace', () => {
    const rows = toMarkdown(exampleRecord).split('### Expectations')[1]?.split('\n').slice(4) ?? [];
    expect(rows[0]).toMatch(
      /^\| ❌ fail \| Error logs .+ \| every record joins \| 371 of 379 .+\/shop.yaml:24 · 4bf92f/,
    );
    expect(rows[1]).toMatch(/^\| ❔ inconclusive/);
  });

  it('sets planned beside observed for every step', () => {
    expect(toMarkdown(exampleRecord)).toContain(
      '| 3 | ✅ pass | 25–35 s | 415 | 25 % | 25.1 % (20–30.9 %) | +1.20 s | +1.20 s |',
    );
  });

  it('leaves out sections a load alone does not have', () => {
    expect(toMarkdown(exampleLoadRecord)).not.toMatch(/### (Fault|Expectations|Errors)/);
  });

  it('shows text from outside as it was written', () => {
    const [error] = exampleRecord.load.errors;
    if (error === undefined) throw new Error('the example has errors');
    const nasty = { ...error, example: 'a | b\n<img src=x> `c` *d*' };
    const markdown = toMarkdown({ ...exampleRecord, load: { ...exampleRecord.load, errors: [nasty] } });
    expect(markdown).toContain('| a \\| b &lt;img src=x> \\`c\\` \\*d\\* |');
  });

  it('stays below the 1 MiB that GitHub takes, however much failed', () => {
    const text = '<|&'.repeat(1000);
    const errors = exampleRecord.load.errors.flatMap((error) =>
      Array.from({ length: 5000 }, () => ({
        ...error,
        kind: text,
        endpoint: text,
        example: text,
        traceIds: [text],
      })),
    );
    const results = (exampleRecord.verdict?.results ?? []).flatMap((result) =>
      Array.from({ length: 500 }, () => ({
        ...result,
        title: text,
        expected: text,
        observed: text,
        file: text,
      })),
    );
    const record = {
      ...exampleRecord,
      load: { ...exampleRecord.load, errors },
      verdict: { outcome: 'fail' as const, results },
      reasons: results.map(({ title }) => title),
    };
    expect(Buffer.byteLength(toMarkdown(record))).toBeLessThan(1024 * 1024);
    expect(toMarkdown(record)).toContain('…and 4,900 more');
  });
});
