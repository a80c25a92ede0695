import type { Outcome } from '../../expect/verdict.ts';

/** One check, as CI systems list it. */
export interface JunitCase {
  readonly name: string;
  readonly outcome: Outcome;
  /** One line: what was expected and what was seen. */
  readonly message: string;
  readonly details?: string;
  readonly traceIds?: readonly string[];
  readonly file?: string;
  readonly line?: number;
}

export interface JunitSuite {
  readonly name: string;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly cases: readonly JunitCase[];
}

/**
 * Answers a JUnit XML document. Inconclusive checks are skipped ones: CI shows them and does not call them green.
 * Names are made unique within a suite, because GitLab keeps only the first of two alike.
 */
export function junitXml(name: string, suites: readonly JunitSuite[]): string {
  const filled = suites.filter(({ cases }) => cases.length > 0);
  const all = filled.flatMap(({ cases }) => cases);
  const seconds = Math.max(0, ...filled.map(({ durationMs }) => durationMs)) / 1000;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, ...counts(all), time: seconds.toFixed(3) })}>`,
    ...filled.map(suiteXml),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteXml({ name, startedAtMs, durationMs, cases }: JunitSuite): string {
  const timestamp = new Date(startedAtMs).toISOString().slice(0, 19);
  const time = (durationMs / 1000).toFixed(3);
  const names = uniqueNames(cases);
  return [
    `  <testsuite${attributes({ name, ...counts(cases), timestamp, time })}>`,
    ...cases.map((one, index) => caseXml({ ...one, name: names[index] ?? one.name }, name)),
    '  </testsuite>',
  ].join('\n');
}

function caseXml(one: JunitCase, classname: string): string {
  const { name, file, line, outcome, message, details = '', traceIds = [] } = one;
  const place = { ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) };
  const output = [message, ...traceIds.map((id) => `trace ${id}`)].join('\n');
  return [
    `    <testcase${attributes({ name, classname, time: '0', ...place })}>`,
    ...(outcome === 'fail'
      ? [
          `      <failure${attributes({ message, type: 'NotAsExpected' })}>${escapeXml(details || message)}</failure>`,
        ]
      : []),
    ...(outcome === 'inconclusive' ? [`      <skipped${attributes({ message })}/>`] : []),
    `      <system-out>${escapeXml(output)}</system-out>`,
    '    </testcase>',
  ].join('\n');
}

function uniqueNames(cases: readonly JunitCase[]): readonly string[] {
  const seen = new Map<string, number>();
  return cases.map(({ name }) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

function counts(cases: readonly JunitCase[]) {
  const count = (outcome: Outcome) => cases.filter((one) => one.outcome === outcome).length;
  return { tests: cases.length, failures: count('fail'), skipped: count('inconclusive'), errors: 0 };
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 §2.2 forbids most control characters and lone surrogates even when escaped; they become U+FFFD. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
