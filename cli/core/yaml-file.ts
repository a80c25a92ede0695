import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { UsageError } from './errors.ts';

/** A checked YAML file whose parts know where they stand. */
export interface YamlFile<Value> {
  readonly value: Value;
  /** Answers the line and column, from 1, of a part; of its nearest parent when it is not written. */
  locate(path: readonly PropertyKey[]): { readonly line: number; readonly column: number };
  /** Answers `file:line:column: path: what is wrong` of a part. */
  complaint(path: readonly PropertyKey[], what: string): string;
}

/**
 * Reads a YAML file and checks it.
 * @throws UsageError `file:line:column: what is wrong`, all defects at once, when it cannot be read,
 *   is not YAML or is not what the schema says
 */
export function readYamlFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): YamlFile<z.output<Schema>> {
  return parseYaml(file, readText(file), schema);
}

/** As {@link readYamlFile}, for text already at hand. */
export function parseYaml<Schema extends z.ZodType>(
  file: string,
  text: string,
  schema: Schema,
): YamlFile<z.output<Schema>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const positionOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const locate = (path: readonly PropertyKey[]) => positionOf(offsetOf(document, path));
  const [broken] = document.errors;
  if (broken !== undefined) throw new UsageError(at(file, positionOf(broken.pos[0]), broken.message));
  const parsed = schema.safeParse(document.toJS());
  const complaint = (path: readonly PropertyKey[], what: string, named = path) =>
    at(file, locate(path), `${named.map(String).join('.') || 'file'}: ${what}`);
  if (parsed.success) return { value: parsed.data, locate, complaint };
  const defects = parsed.error.issues.map((issue) => complaint(placeOf(issue), issue.message, issue.path));
  throw new UsageError(defects.join('\n'));
}

/** Answers the text of a file. @throws UsageError when it cannot be read */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
}

/** Of a key that is not known, that is the key and not what it stands in. */
function placeOf(issue: z.core.$ZodIssue): readonly PropertyKey[] {
  return issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
}

function at(file: string, { line, column }: { line: number; column: number }, message: string): string {
  return `${file}:${line}:${column}: ${message}`;
}

function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as
      | { range?: [number, number, number] }
      | undefined;
    if (node?.range !== undefined) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
