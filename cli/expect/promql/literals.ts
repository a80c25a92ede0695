import { refuse, type SyntaxNode, textOf } from './promql-error.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** Answers the milliseconds of a duration, such as `5m` or `1h30m`; a plain number is in seconds. */
export function durationMsIn(node: SyntaxNode, source: string): number {
  return (
    millisecondsOf(textOf(node, source)) ?? refuse(node, source, 'is no duration', 'Write it as 30s or 5m.')
  );
}

/** Answers a number; a duration in its place is in seconds. */
export function numberIn(node: SyntaxNode, source: string): number {
  const text = textOf(node, source).toLowerCase();
  if (/^[+-]?inf$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (text === 'nan') return Number.NaN;
  const value = Number(text);
  if (!Number.isNaN(value)) return value;
  const milliseconds = millisecondsOf(text);
  return milliseconds === undefined ? refuse(node, source, 'is no number') : milliseconds / 1000;
}

function millisecondsOf(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!/^(\d+(ms|[smhdwy]))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwy])/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNIT_MS[unit] ?? 0), 0);
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/** Answers what a text in quotes says; in backticks nothing is escaped. */
export function stringIn(node: SyntaxNode, source: string): string {
  const text = textOf(node, source);
  const inside = text.slice(1, -1);
  if (text.startsWith('`')) return inside;
  return inside.replaceAll(
    /\\(.)/gs,
    (_, letter: string) =>
      ESCAPES[letter] ??
      refuse(node, source, `has an unknown escape \\${letter}`, 'A backslash is \\\\ there.'),
  );
}
