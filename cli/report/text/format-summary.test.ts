import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { exampleLoadRecord, exampleRecord } from '../example-record.ts';
import { formatSummary } from './format-summary.ts';

const plain = { colour: false, width: 110 };

describe('formatSummary', () => {
  it('begins with the delivered load, users before probes', () => {
    const lines = formatSummary(exampleRecord, plain).split('\n');
    expect(lines[0]).toMatch(
      /^delivered 91 of 91 iterations \(.+\), 0 dropped, start lag max 2.1 ms {2}shoppers$/,
    );
    expect(lines[2]).toMatch(/^delivered 2,870 of 2,870 .+ start lag p99 0.4 ms {2}probe$/);
  });

  it('says of virtual users what they played, and nothing of a schedule they do not have', () => {
    const { load } = exampleLoadRecord;
    const [first] = load.loads;
    if (first === undefined) throw new Error('the example has no load');
    const { late, plannedRatePerSecond, startLag, ...counts } = first.delivered;
    const closed = { ...first, model: 'closed' as const, delivered: { ...counts, users: 7 } };
    const text = formatSummary({ ...exampleLoadRecord, load: { ...load, loads: [closed] } }, plain);
    expect(text).toMatch(/^7 virtual users played [\d,]+ iterations \(.+\)$/m);
    expect(text).not.toMatch(/delivered|dropped|start lag|service/);
    expect(formatSummary(exampleLoadRecord, plain)).toMatch(/service/);
  });

  it('shows checks and counters where journeys have some', () => {
    const { load } = exampleLoadRecord;
    const [first, ...others] = load.loads;
    if (first === undefined) throw new Error('the example has no load');
    const counted = {
      ...first,
      checks: [{ name: 'is cheap', passed: 1075, failed: 25 }],
      counters: [
        { name: 'carts', count: 1100 },
        { name: 'litres', count: 0.1 + 0.2 },
      ],
    };
    const record = { ...exampleLoadRecord, load: { ...load, loads: [counted, ...others] } };
    const text = formatSummary(record, plain);
    expect(text).toMatch(/^CHECKS\n {2}check +passed +failed\n {2}is cheap +1,075 +25$/m);
    expect(text).toMatch(/^COUNTERS\n {2}counter +sum\n {2}carts +1,100\n {2}litres +0.3$/m);
    expect(formatSummary(exampleLoadRecord, plain)).not.toMatch(/CHECKS|COUNTERS/);
  });

  it.each([80, 96, 110, 300])('keeps its lines within a terminal of %s columns, and within 110', (width) => {
    const longest = Math.max(
      ...formatSummary(exampleRecord, { colour: false, width })
        .split('\n')
        .map((line) => [...line].length),
    );
    expect(longest).toBeLessThanOrEqual(Math.min(width, 110));
  });

  it('shows a dash for percentiles that too few samples would have to carry', () => {
    const history = formatSummary(exampleLoadRecord, plain)
      .split('\n')
      .find((line) => line.includes('history'));
    expect(history?.trim().split(/\s{2,}/)).toEqual([
      'history',
      'response',
      '83',
      '86 ms',
      '–',
      '–',
      '–',
      '299 ms',
      '0',
    ]);
  });

  it('sets planned beside observed for every fault step', () => {
    const step = formatSummary(exampleRecord, plain)
      .split('\n')
      .find((line) => line.includes('✔ 3'));
    expect(
      step
        ?.trim()
        .split(/\s{2,}/)
        .slice(0, 8),
    ).toEqual(['✔ 3', '25–35 s', '415', '25 %', '25.1 %', '20–30.9 %', '+1.20 s', '+1.20 s']);
  });

  it('says errors by class with endpoint, example and trace, most frequent first', () => {
    const text = formatSummary(exampleRecord, plain);
    expect(text.indexOf('http_500')).toBeLessThan(text.indexOf('http_502'));
    expect(text).toContain('http_502  POST /api/checkout  (shoppers, first at 18.2 s)');
    expect(text).toContain('recommendation answered 500: Query timeout');
  });

  it('puts what failed first in the verdict, with expected, observed, place and traces', () => {
    const verdict = formatSummary(exampleRecord, plain).split(/VERDICT.*\n/)[1] ?? '';
    expect(verdict.indexOf('✖ fail')).toBeLessThan(verdict.indexOf('? inconclusive'));
    expect(verdict.indexOf('? inconclusive')).toBeLessThan(verdict.indexOf('✔ pass'));
    expect(verdict).toMatch(/expected\s+every record joins\n\s+observed\s+371 of 379 records join.*n 379/);
    expect(verdict).toContain('scenarios/expectations/shop.yaml:24');
    expect(verdict).toContain('4bf92f3577b34da6a3ce929d0e0e4736');
  });

  it('ends with the exit code, its reasons and the paths', () => {
    const text = formatSummary(exampleRecord, { ...plain, paths: ['reports/runs/x/report.html'] });
    expect(text.split('\n').slice(-4)).toEqual([
      'RESULT  ✖ exit 10: expectations not met',
      '  expectations not met: logs-joined',
      '  could not be judged: cache-hits',
      '  reports/runs/x/report.html',
    ]);
  });

  it('leaves out what a load alone does not have, and says that nothing failed', () => {
    const text = formatSummary(exampleLoadRecord, plain);
    expect(text).not.toMatch(/FAULT|VERDICT/);
    expect(text).toContain('ERRORS  none');
    expect(text).toContain('✔ pass  menu.response.p95<500ms');
  });

  it('says the same with and without colour', () => {
    const coloured = formatSummary(exampleRecord, { ...plain, colour: true });
    expect(coloured).toContain('\u001b[');
    expect(stripVTControlCharacters(coloured)).toBe(formatSummary(exampleRecord, plain));
  });

  it('says why a load is not valid, at once', () => {
    const generator = { ...exampleRecord.load.generator, invalid: ['3 % of starts were late'] };
    const text = formatSummary({ ...exampleRecord, load: { ...exampleRecord.load, generator } }, plain);
    expect(text.split('\n')[3]).toBe('✖ load not valid: 3 % of starts were late');
  });

  it('is loud about an incomplete rollback', () => {
    const { chaos } = exampleRecord;
    if (chaos === undefined) throw new Error('the example has an experiment');
    const left = [{ instance: 'recommendation-1', leases: [{ id: 'lease-7', overrides: [] }] }];
    const text = formatSummary(
      { ...exampleRecord, chaos: { ...chaos, undo: { outcome: 'incomplete', left } } },
      plain,
    );
    expect(text).toContain('✖ rollback incomplete, still in force on recommendation-1 (lease-7)');
  });
});
