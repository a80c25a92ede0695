import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectationsJsonSchema, readExpectations } from './expectation-file.ts';

const SHIPPED = path.join(import.meta.dirname, '../../scenarios/expectations');
const SCHEMA = path.join(SHIPPED, 'expectations.schema.json');
const shippedFiles = readdirSync(SHIPPED).filter((name) => name.endsWith('.yaml'));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'expectations-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(...expectations: readonly string[]) {
  const file = path.join(folder, 'written.yaml');
  const head = ['apiVersion: shopctl/v1', 'kind: Expectations', 'name: written', 'title: Written here'];
  writeFileSync(file, [...head, 'expectations:', ...expectations, ''].join('\n'));
  return readExpectations(file);
}

describe('expectation files', () => {
  it.each(shippedFiles)('%s is valid and names its schema for editors', (name) => {
    const file = path.join(SHIPPED, name);
    expect(readExpectations(file).expectations.length).toBeGreaterThan(0);
    expect(readFileSync(file, 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=expectations\.schema\.json\n/,
    );
  });

  it('has a committed JSON Schema that says what the code says', async () => {
    await expect(`${JSON.stringify(expectationsJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(SCHEMA);
  });

  it('know the line of each expectation', () => {
    const { expectations } = read(
      '  - id: first',
      '    title: First',
      '    logs: {}',
      '  - { id: second, title: Second, window: [load, steady], stores: { systems: [redis] } }',
    );
    expect(expectations.map(({ id, line, windows }) => ({ id, line, windows }))).toEqual([
      { id: 'first', line: 6, windows: ['run'] },
      { id: 'second', line: 9, windows: ['load', 'steady'] },
    ]);
  });

  it.each([
    { says: '{}', complaint: /written\.yaml:6:5: expectations\.0: .*exactly one check/ },
    { says: '{ logs: {}, flags: known-only }', complaint: /exactly one check/ },
    { says: '{ stores: { systems: [redis], withStatement: 120% } }', complaint: /above 100%/ },
    { says: '{ spans: { select: {}, p95: { lte: 500 } } }', complaint: /write one bound with its unit/ },
    { says: '{ spans: { select: {} } }', complaint: /ask exactly one of errors, p50, p95, p99/ },
    { says: '{ edges: { include: [gateway to cart] } }', complaint: /write an edge as "gateway -> cart"/ },
    { says: '{ services: {} }', complaint: /name at least one service/ },
    { says: '{ spam: {} }', complaint: /spam/ },
  ])('refuses $says with the place', ({ says, complaint }) => {
    const flow = says === '{}' ? '' : `, ${says.slice(1, -1)}`;
    expect(() => read(`  - { id: wrong, title: Wrong${flow} }`)).toThrow(complaint);
  });

  it('refuses an id that is there twice', () => {
    const twin = '  - { id: twin, title: Twin, logs: {} }';
    expect(() => read(twin, twin)).toThrow(/written\.yaml:7:\d+: .*"twin" is there twice/);
  });
});
