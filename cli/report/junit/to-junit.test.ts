import { describe, expect, it } from 'vitest';
import { exampleVerdict } from '../example/example-verdict.ts';
import { exampleLoadRecord, exampleRecord } from '../example-record.ts';
import { toJunit, verdictToJunit } from './to-junit.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const META = { name: 'run-1', startedAtMs: Date.UTC(2026, 10, 27, 9), durationMs: 70_000 };
const REFERENCES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#10': '\n' };

/** A strict reader of what JUnit XML needs: throws at the first thing that is not well-formed. */
function parseXml(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  if (/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(body))
    throw new Error('bad character');
  for (const [token] of body.matchAll(/<[^>]*>|[^<]+|</g)) {
    const parent = open.at(-1) ?? root;
    if (!token.startsWith('<')) {
      parent.text += resolve(token);
    } else if (token.startsWith('</')) {
      if (open.pop()?.name !== token.slice(2, -1)) throw new Error(`${token} closes nothing`);
    } else {
      const tag = /^<([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>$/.exec(token);
      if (tag === null) throw new Error(`not a tag: ${token}`);
      const pairs = [...(tag[2] ?? '').matchAll(/ ([a-z]+)="([^"]*)"/g)];
      const attributes = Object.fromEntries(pairs.map(([, key, value]) => [key, resolve(value ?? '')]));
      const element: Element = { name: tag[1] ?? '', attributes, children: [], text: '' };
      parent.children.push(element);
      if (tag[3] === '') open.push(element);
    }
  }
  if (open.length !== 1) throw new Error(`${open.at(-1)?.name} is not closed`);
  return root.children[0] ?? root;
}

function resolve(text: string): string {
  return text.replaceAll(/&([^;]*);?/g, (all, name: string) => {
    const character = REFERENCES[name];
    if (character === undefined || !all.endsWith(';')) throw new Error(`bad reference ${all}`);
    return character;
  });
}

function casesOf(xml: string): readonly Element[] {
  return parseXml(xml).children.flatMap(({ children }) => children);
}

describe('toJunit', () => {
  const cases = casesOf(toJunit(exampleRecord));
  const named = (part: string) => cases.find(({ attributes }) => attributes['name']?.includes(part));

  it('has a case for each load, threshold, the orders, fault step, proof and expectation, all with names of their own', () => {
    expect(cases).toHaveLength(3 + 2 + 1 + 1 + 5 + 2 + 10);
    expect(new Set(cases.map(({ attributes }) => attributes['name'])).size).toBe(cases.length);
  });

  it('says expected and observed in the failure, with traces, file and line', () => {
    const failed = named('logs-joined');
    const failure = failed?.children.find(({ name }) => name === 'failure');
    expect(failure?.attributes['message']).toBe(
      'expected every record joins, observed 371 of 379 records join (n 379)',
    );
    expect(failed?.attributes).toMatchObject({ file: 'scenarios/expectations/shop.yaml', line: '24' });
    expect(failed?.children.find(({ name }) => name === 'system-out')?.text).toContain(
      'trace 4bf92f3577b34da6a3ce929d0e0e4736',
    );
  });

  it('skips what could not be judged, and never fails on notes', () => {
    expect(named('cache-hits')?.children.map(({ name }) => name)).toEqual(['skipped', 'system-out']);
    expect(named('slowest-service')?.children.map(({ name }) => name)).toEqual(['system-out']);
  });

  it('counts what it holds', () => {
    const { attributes, children } = parseXml(toJunit(exampleRecord));
    expect(attributes).toMatchObject({
      tests: '24',
      failures: '1',
      skipped: '1',
      errors: '0',
      time: '70.000',
    });
    expect(children.map((suite) => suite.attributes['tests'])).toEqual(['6', '8', '10']);
  });

  it('fails the delivered load when iterations were dropped', () => {
    const [load] = exampleLoadRecord.load.loads;
    if (load === undefined) throw new Error('the example has a load');
    const dropped = { ...load, delivered: { ...load.delivered, planned: 283, dropped: 3 } };
    const xml = toJunit({ ...exampleLoadRecord, load: { ...exampleLoadRecord.load, loads: [dropped] } });
    expect(casesOf(xml)[0]?.children[0]?.attributes['message']).toContain('280 of 283 iterations');
  });
});

describe('verdictToJunit', () => {
  it('stays well-formed and tells cases apart whatever the text says', () => {
    const [result] = exampleVerdict.results;
    if (result === undefined) throw new Error('the example has results');
    const nasty = { ...result, outcome: 'fail' as const, title: 'a "<b>" & \u0000\u001b ]]> \ud800\n😀' };
    const cases = casesOf(verdictToJunit({ outcome: 'fail', results: [nasty, nasty] }, META));
    expect(cases.map(({ attributes }) => attributes['name'])).toEqual([
      'services: a "<b>" & \ufffd\ufffd ]]> \ufffd\n😀',
      'services: a "<b>" & \ufffd\ufffd ]]> \ufffd\n😀 (2)',
    ]);
  });

  it('is a document even when there is nothing to say', () => {
    expect(parseXml(verdictToJunit({ outcome: 'inconclusive', results: [] }, META)).attributes['tests']).toBe(
      '0',
    );
  });
});
