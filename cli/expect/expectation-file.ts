import { z } from 'zod';
import { readYamlFile, type YamlFile } from '../core/yaml-file.ts';
import { CHECKS, type CheckKind } from './checks/registry.ts';
import type { Judge, WindowName } from './finding.ts';

/** A checked expectation file, ready to be judged. */
export interface ExpectationFile {
  /** The path as it was given. */
  readonly file: string;
  readonly name: string;
  readonly title: string;
  readonly expectations: readonly Expectation[];
}

/** One thing that must hold. */
export interface Expectation {
  readonly id: string;
  readonly title: string;
  readonly severity: 'error' | 'information';
  /** `experiment`: left out for runs without a fault; `usual`: left out for runs with one. */
  readonly when: 'always' | 'experiment' | 'usual';
  /** The stretch it is about: the first of these that the run has. */
  readonly windows: readonly WindowName[];
  readonly minSamples?: number;
  readonly confidence: number;
  readonly judge: Judge;
  /** Line in its file, from 1. */
  readonly line: number;
}

const KINDS = Object.keys(CHECKS) as readonly CheckKind[];

const windowName = z.enum(['run', 'load', 'steady', 'fault', 'recovery']);

/** All kinds, each optional: an expectation holds exactly one. */
const checkBlocks = z.strictObject(CHECKS).partial().shape;

const expectation = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens'),
    title: z.string().min(1).describe('What is expected, in a sentence.'),
    severity: z
      .enum(['error', 'information'])
      .default('error')
      .describe('`information` is shown and never decides.'),
    when: z
      .enum(['always', 'experiment', 'usual'])
      .default('always')
      .describe('`experiment`: left out for runs without a fault; `usual`: left out for runs with one.'),
    window: z
      .union([windowName, z.array(windowName).min(1)])
      .default('run')
      .describe('The stretch it is about; of several, the first that the run has.'),
    minSamples: z.int().min(1).optional().describe('Fewer make it inconclusive.'),
    confidence: z
      .union([z.literal(0.9), z.literal(0.95), z.literal(0.99)])
      .default(0.95)
      .describe('Of the interval around a share.'),
    ...checkBlocks,
  })
  .meta({ oneOf: KINDS.map((kind) => ({ required: [kind] })) })
  .transform((written, context) => {
    const judges = KINDS.flatMap((kind) => written[kind] ?? []);
    const [judge] = judges;
    if (judge === undefined || judges.length > 1) {
      context.addIssue(`an expectation holds exactly one check: ${KINDS.join(', ')}`);
      return z.NEVER;
    }
    const { id, title, severity, when, window, minSamples, confidence } = written;
    return {
      ...{ id, title, severity, when, windows: [window].flat(), confidence, judge },
      ...(minSamples === undefined ? {} : { minSamples }),
    };
  });

/** What an expectation file may say; the published JSON Schema is generated from it. */
export const expectationsSchema = z.strictObject({
  apiVersion: z.literal('shopctl/v1'),
  kind: z.literal('Expectations'),
  name: z.string().min(1),
  title: z.string().min(1),
  expectations: z
    .array(expectation)
    .min(1)
    .superRefine((expectations, context) => {
      const ids = expectations.map(({ id }) => id);
      for (const [index, id] of ids.entries()) {
        if (ids.indexOf(id) < index) {
          context.addIssue({ code: 'custom', message: `"${id}" is there twice`, path: [index, 'id'] });
        }
      }
    }),
});

/**
 * Reads and checks an expectation file.
 * @throws UsageError `file:line:column: what is wrong`, all defects at once
 */
export function readExpectations(file: string): ExpectationFile {
  const yaml: YamlFile<z.output<typeof expectationsSchema>> = readYamlFile(file, expectationsSchema);
  const { name, title, expectations } = yaml.value;
  return {
    file,
    name,
    title,
    expectations: expectations.map((one, index) => ({
      ...one,
      line: yaml.locate(['expectations', index]).line,
    })),
  };
}

/** Answers the JSON Schema of expectation files, by which editors complete and check them. */
export function expectationsJsonSchema(): object {
  return z.toJSONSchema(expectationsSchema, { io: 'input', target: 'draft-2020-12' });
}
