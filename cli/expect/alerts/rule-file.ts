import { z } from 'zod';
import { writtenDurationMs } from '../../core/written-values.ts';
import { readYamlFile, type YamlFile } from '../../core/yaml-file.ts';
import type { Expression } from '../promql/expression.ts';
import { parseExpression } from '../promql/parse-expression.ts';
import { PromqlError } from '../promql/promql-error.ts';

/** One alert of a Prometheus rule file, read and checked. */
export interface AlertRule {
  /** The path of its file as it was given, and its line there, from 1. */
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly expression: Expression;
  /** How long it must hold before it fires. */
  readonly forMs: number;
  /** How long it goes on firing once it no longer holds. */
  readonly keepFiringForMs: number;
  /** How often it is looked at. */
  readonly everyMs: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Prometheus' own `evaluation_interval`, where a group does not say its own. */
const DEFAULT_INTERVAL_MS = 60_000;

const expression = z.string().transform((text, context) => {
  try {
    return parseExpression(text);
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    const hint = error.hint === undefined ? '' : `. ${error.hint}`;
    context.addIssue({ code: 'custom', message: `${error.message}${lineIn(text, error.offset)}${hint}` });
    return z.NEVER;
  }
});

/** In an expression of several lines, which one it is. */
function lineIn(text: string, offset: number): string {
  if (!text.trimEnd().includes('\n')) return '';
  return ` (line ${text.slice(0, offset).split('\n').length} of the expression)`;
}

const texts = z.record(z.string(), z.string()).default({});

const rule = z.strictObject({
  alert: z
    .string({
      error:
        'only alerts are evaluated: keep recording rules in a file of their own, and write out what they stand for',
    })
    .min(1),
  expr: expression,
  for: writtenDurationMs.prefault('0s'),
  keep_firing_for: writtenDurationMs.prefault('0s'),
  labels: texts,
  annotations: texts,
});

const ruleFile = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string().min(1),
      interval: writtenDurationMs.optional(),
      labels: texts,
      rules: z.array(rule),
    }),
  ),
});

/**
 * Reads the alerts of a Prometheus rule file.
 * @throws UsageError `file:line:column: what is wrong`, all defects at once, also for PromQL that is not evaluated here
 */
export function readAlertRules(file: string): readonly AlertRule[] {
  const yaml: YamlFile<z.output<typeof ruleFile>> = readYamlFile(file, ruleFile);
  return yaml.value.groups.flatMap((group, groupPlace) =>
    group.rules.map((one, place) => ({
      file,
      line: yaml.locate(['groups', groupPlace, 'rules', place]).line,
      name: one.alert,
      expression: one.expr,
      forMs: one.for,
      keepFiringForMs: one.keep_firing_for,
      everyMs: group.interval ?? DEFAULT_INTERVAL_MS,
      labels: { ...group.labels, ...one.labels },
      annotations: one.annotations,
    })),
  );
}
