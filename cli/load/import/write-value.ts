import { Expression, Template, type Value } from './script.ts';

/** As far as the formatter of this project lets a line go. */
const WIDEST = 110;

/**
 * Answers a value as TypeScript: on one line where it fits, else a line for each part.
 * @param indent how far its first line stands in, brackets included
 */
export function writeValue(value: Value, indent = 0): string {
  const flat = writeFlat(value);
  if (flat.length + indent <= WIDEST || isAtom(value)) return flat;
  const inner = indent + 2;
  const lines = Array.isArray(value)
    ? value.map((item: Value) => writeValue(item, inner))
    : Object.entries(value).map(([key, item]) => `${writeKey(key)}: ${writeValue(item, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return [open, ...lines.map((line) => `${' '.repeat(inner)}${line},`), `${' '.repeat(indent)}${close}`].join(
    '\n',
  );
}

/** Answers text in single quotes, in double ones where that is easier to read. */
export function quoted(text: string): string {
  const inDouble = JSON.stringify(text);
  if (text.includes("'") && !text.includes('"')) return inDouble;
  return `'${inDouble.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function writeFlat(value: Value): string {
  if (value instanceof Expression) return value.source;
  if (value instanceof Template) return writeTemplate(value);
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(writeFlat).join(', ')}]`;
  const entries = Object.entries(value as { readonly [key: string]: Value });
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(writeEntry).join(', ')} }`;
}

function writeEntry([key, value]: readonly [string, Value]): string {
  const text = writeFlat(value);
  return text === key ? key : `${writeKey(key)}: ${text}`;
}

function writeTemplate({ parts }: Template): string {
  if (parts.every((part) => typeof part === 'string')) return quoted(parts.join(''));
  const inside = parts.map((part) =>
    typeof part === 'string' ? part.replace(/[`\\]|\$\{/g, '\\$&') : `\${${part.source}}`,
  );
  return `\`${inside.join('')}\``;
}

function writeKey(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

function isAtom(value: Value): value is string | number | boolean | null | Expression | Template {
  return (
    typeof value !== 'object' || value === null || value instanceof Expression || value instanceof Template
  );
}
