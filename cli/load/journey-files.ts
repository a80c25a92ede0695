import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { UsageError } from '../core/errors.ts';
import type { Journey, WrittenJourney } from './journey.ts';

/** A module of the user, and the journeys it exports. */
export interface JourneyFile {
  /** As the user typed it. */
  readonly file: string;
  readonly journeys: readonly Journey[];
}

const HINT =
  "Export one journey, or an array of them: export default { name: 'visit', async play(user) { … } };";

const writtenJourney = z.strictObject({
  name: z.string().regex(/^[\w-]+$/, 'use letters, digits, "-" and "_"'),
  trafficType: z.enum(['baseline', 'demo']).optional(),
  play: z.custom<WrittenJourney['play']>((value) => typeof value === 'function', 'must be a function'),
});

/**
 * Loads modules that users wrote; Node strips the types of those in TypeScript.
 * @throws UsageError that names file and line where a module cannot be loaded, or the part that is no journey
 */
export async function loadJourneyFiles(files: readonly string[]): Promise<readonly JourneyFile[]> {
  return Promise.all(files.map(async (file) => ({ file, journeys: journeysOf(file, await load(file)) })));
}

async function load(file: string): Promise<{ readonly default?: unknown }> {
  try {
    return await import(pathToFileURL(path.resolve(file)).href);
  } catch (cause) {
    throw new UsageError(
      `${placeOf(cause, file)}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
        hint: 'Journeys are .ts files whose types Node can strip (no enums, imports with .ts), .mjs or .js.',
      },
    );
  }
}

/** Node says the place of a syntax error in the stack only. */
function placeOf(error: unknown, file: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const places = stack.matchAll(/(?<![\w.])(?:file:\/\/)?((?:[A-Za-z]:)?[\\/][^\s():]+):(\d+)/g);
  const inUserCode = [...places].find(
    ([, place = '']) => !/[\\/]node_modules[\\/]|journey-files\.[jt]s/.test(place),
  );
  if (inUserCode === undefined) return file;
  const [, place = '', line] = inUserCode;
  return `${place === path.resolve(file) ? file : path.relative('.', place)}:${line}`;
}

function journeysOf(file: string, module: { readonly default?: unknown }): readonly Journey[] {
  if (module.default === undefined) throw new UsageError(`${file} has no default export`, { hint: HINT });
  const all = Array.isArray(module.default) ? module.default : [module.default];
  if (all.length === 0) throw new UsageError(`${file} exports no journey`, { hint: HINT });
  return all.map((written, place) =>
    journeyOf(Array.isArray(module.default) ? `${file}: [${place}]` : file, written),
  );
}

function journeyOf(place: string, written: unknown): Journey {
  const { success, data, error } = writtenJourney.safeParse(written);
  if (success) return { ...data, trafficType: data.trafficType ?? 'demo' };
  const defects = error.issues.map((issue) =>
    issue.path.length === 0 ? `is no journey: ${issue.message}` : `${issue.path.join('.')}: ${issue.message}`,
  );
  throw new UsageError(defects.map((defect) => `${place}: ${defect}`).join('\n'), { hint: HINT });
}
