import type { z } from 'zod';
import { parseYaml, readText } from '../../core/yaml-file.ts';

/**
 * Reads a JSON or YAML file and checks it. Recordings are large: what is right is read by Node's own parser, ten times
 * as fast as one that knows lines.
 * @throws UsageError `file:line:column: what is wrong`
 */
export function readDocument<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  const text = readText(file);
  const parsed = schema.safeParse(jsonOf(text));
  return parsed.success ? parsed.data : parseYaml(file, text, schema).value;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // YAML then, or neither: the other parser says so, and where.
    return undefined;
  }
}
