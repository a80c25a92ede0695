import path from 'node:path';
import { pathToFileURL } from 'node:url';
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

const TRAFFIC_TYPES: readonly unknown[] = ['baseline', 'demo', undefined];

/** What a part of a journey must be. By hand: zod would take 18 MB of every thread that plays. */
const PARTS = new Map<string, { readonly isRight: (value: unknown) => boolean; readonly complaint: string }>([
  [
    'name',
    {
      isRight: (value) => typeof value === 'string' && /^[\w-]+$/.test(value),
      complaint: 'must be a text: use letters, digits, "-" and "_"',
    },
  ],
  [
    'trafficType',
    {
      isRight: (value) => TRAFFIC_TYPES.includes(value),
      complaint: 'must be "baseline" or "demo", or be left out',
    },
  ],
  ['play', { isRight: (value) => typeof value === 'function', complaint: 'must be a function' }],
]);

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
  const defects = defectsOf(written);
  if (defects.length === 0) {
    const { name, trafficType = 'demo', play } = written as WrittenJourney;
    return { name, trafficType, play };
  }
  throw new UsageError(defects.map((defect) => `${place}: ${defect}`).join('\n'), { hint: HINT });
}

function defectsOf(written: unknown): readonly string[] {
  if (typeof written !== 'object' || written === null) return ['is no journey: it is no object'];
  const parts = written as Readonly<Record<string, unknown>>;
  return [
    ...Object.keys(parts).flatMap((part) => (PARTS.has(part) ? [] : [`${part}: a journey has no such part`])),
    ...Array.from(PARTS).flatMap(([part, { isRight, complaint }]) =>
      isRight(parts[part]) ? [] : [`${part}: ${complaint}`],
    ),
  ];
}
