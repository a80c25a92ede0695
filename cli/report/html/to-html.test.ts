import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../run/run-record.ts';
import { exampleLoadRecord, exampleRecord } from '../example-record.ts';
import { toHtml } from './to-html.ts';

const ATTACK = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;
/** Members whose text is chosen by shopctl, never by a shop, a file or a user. */
const OWN_WORDS = [
  'outcome',
  'severity',
  'status',
  'schema',
  'name',
  'kind',
  'during',
  'metric',
  'load',
  'trafficType',
];

/** Answers the record with an attack in every text that could come from outside, names of loads and spans included. */
function attacked<Value>(value: Value, key = ''): Value {
  if (typeof value === 'string') {
    return (OWN_WORDS.includes(key) ? value : `${value}${ATTACK}`) as Value;
  }
  if (Array.isArray(value)) return value.map((item) => attacked(item, key)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => {
    const spelled = key === 'attributes' || key === 'origins' ? `${name}${ATTACK}` : name;
    const isSpan = name === 'spans' || name === 'errors' || name === 'journeys' || name === 'endpoints';
    return [spelled, isSpan && Array.isArray(member) ? member.map(attackNames) : attacked(member, name)];
  });
  return Object.fromEntries(entries) as Value;
}

function attackNames(item: object): object {
  const renamed = Object.entries(attacked(item)).map(([name, member]) => [
    name,
    name === 'name' || (name === 'kind' && 'example' in item) ? `${member}${ATTACK}` : member,
  ]);
  return Object.fromEntries(renamed);
}

describe('toHtml', () => {
  const page = toHtml(exampleRecord);

  it('escapes whatever a shop, a file or a user could have written', () => {
    const hostile = toHtml(attacked<RunRecord>(exampleRecord));
    expect(hostile.split('&lt;img src=x onerror=alert(1)&gt;').length).toBeGreaterThan(100);
    expect(hostile).not.toContain('<img');
    expect(hostile.match(/<script/g)).toHaveLength(1);
    expect(hostile.match(/="[^"]*<script/g)).toBeNull();
  });

  it('shows checks and counters where journeys have some, whatever they are called', () => {
    const { load } = exampleLoadRecord;
    const loads = load.loads.map((one) => ({
      ...one,
      checks: [{ name: ATTACK, passed: 1075, failed: 25 }],
      counters: [{ name: 'litres', count: 0.1 + 0.2 }],
    }));
    const counted = toHtml({ ...exampleLoadRecord, load: { ...load, loads } });
    expect(counted).toMatch(
      /onerror=alert\(1\)&gt;<\/th><td class="number">1,075<\/td><td class="number">25<\/td>/,
    );
    expect(counted).toContain('<th scope="row">litres</th><td class="number">0.3</td>');
    expect(counted).not.toContain('<img');
    expect(toHtml(exampleLoadRecord)).not.toContain('Checks of');
  });

  it('needs nothing from anywhere', () => {
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    expect(page).not.toMatch(/@import|url\(/);
    expect(page).toContain('default-src &#39;none&#39;');
  });

  it('draws a band for every fault step, named by what was planned', () => {
    const wide = page
      .split('<svg class="chart wide"')
      .slice(1)
      .map((rest) => rest.split('</svg>')[0] ?? '');
    expect(wide).toHaveLength(2);
    for (const chart of wide) {
      expect(chart.match(/class="fault-band"/g)).toHaveLength(5);
      expect(chart).toContain('1: +100 ms, 2 %');
      expect(chart).toContain('5: +2.80 s, 78 %');
    }
  });

  it('shows planned beside observed, failures opened, and where each value of the plan came from', () => {
    expect(page).toContain('<td class="number">25 %</td><td class="number">25.1 %</td>');
    expect(page).toMatch(/<details open><summary>Error logs can be found/);
    expect(page).toMatch(/<th scope="row">Seed<\/th><td>42<\/td><td data-label="from">flag<\/td>/);
  });

  it('leaves out what a load alone does not have', () => {
    const load = toHtml(exampleLoadRecord);
    expect(load).not.toMatch(/id="(fault|traces)"|class="fault-band"/);
    expect(load).toContain('No request failed.');
  });

  it('stays below 500 KB after an hour of load, a thousand kinds of errors and ten long traces', () => {
    const { startedAtMs } = exampleRecord.timeline;
    const windows = exampleRecord.load.windows.flatMap((window) =>
      Array.from({ length: 52 }, (_, lap) => ({ ...window, atMs: window.atMs + lap * 70_000 })),
    );
    const errors = Array.from({ length: 1000 }, (_, place) => exampleRecord.load.errors[place % 2]).flatMap(
      (error) => (error === undefined ? [] : [error]),
    );
    const slowestTraces = Array.from({ length: 10 }, () => exampleRecord.slowestTraces[1]).flatMap((trace) =>
      trace === undefined ? [] : [{ ...trace, spans: Array.from({ length: 24 }, () => trace.spans).flat() }],
    );
    const big = toHtml({
      ...exampleRecord,
      timeline: { ...exampleRecord.timeline, endedAtMs: startedAtMs + 3_640_000 },
      load: { ...exampleRecord.load, windows, errors },
      slowestTraces,
    });
    expect(Buffer.byteLength(big)).toBeLessThan(500_000);
    expect(Buffer.byteLength(big)).toBeGreaterThan(200_000);
  });
});
