import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { JOURNEYS } from '../../../scenarios/journeys/registry.ts';
import { EnvironmentError, UsageError } from '../../core/errors.ts';
import { readHar } from './har/har-file.ts';
import { scriptOfHar } from './har/script-of-har.ts';
import { Names } from './identifiers.ts';
import { readOpenApi } from './openapi/openapi-file.ts';
import { scriptsOfOpenApi } from './openapi/scripts-of-openapi.ts';
import { readDocument } from './read-document.ts';
import type { Imported } from './script.ts';
import { writeModule } from './write-module.ts';

/** What `shopctl load import` was asked for. */
export interface ImportRequest {
  /** A recording (HAR) or a description (OpenAPI, JSON or YAML). */
  readonly file: string;
  /** Where the module goes. */
  readonly out: string;
  readonly isOverwritten: boolean;
  /** Of a recording: which host's requests are kept, and whether static files are. */
  readonly host?: string | undefined;
  readonly isAllKept: boolean;
  /** Of a description: what a journey is made for. */
  readonly per: 'operation' | 'tag';
}

/** What was imported. */
export interface ImportResult {
  readonly file: string;
  readonly kind: 'har' | 'openapi';
  readonly journeys: readonly { readonly name: string; readonly requests: number }[];
  /** What whoever imports should know: what was left out, what is missing. */
  readonly notes: readonly string[];
}

const kindSchema = z.looseObject({
  log: z.unknown().optional(),
  openapi: z.string().optional(),
  swagger: z.string().optional(),
});

/**
 * Writes journeys from a recording or a description.
 * @throws UsageError for a file that is neither, and for one that would be overwritten
 * @throws EnvironmentError when the module cannot be written
 */
export function importFile(request: ImportRequest): ImportResult {
  const { file, out, isOverwritten } = request;
  if (existsSync(out) && !isOverwritten) {
    throw new UsageError(`${out} is there already`, {
      hint: 'Write over it with --force, or elsewhere with --out FILE.',
    });
  }
  const kind = kindOf(file);
  const { scripts, notes } = kind === 'har' ? fromHar(request) : fromOpenApi(request);
  write(out, writeModule(scripts, path.basename(file)));
  return {
    file: out,
    kind,
    journeys: scripts.map(({ name, steps }) => ({ name, requests: steps.length })),
    notes,
  };
}

function kindOf(file: string): ImportResult['kind'] {
  const { log, openapi, swagger } = readDocument(file, kindSchema);
  if (log !== undefined) return 'har';
  if (openapi?.startsWith('3.')) return 'openapi';
  const what = openapi ?? swagger;
  throw new UsageError(
    `${file} is ${what === undefined ? 'neither a HAR recording nor an OpenAPI document' : `OpenAPI ${what}`}`,
    { hint: 'HAR 1.2 and OpenAPI 3 can be imported.' },
  );
}

function fromHar({ file, host, isAllKept }: ImportRequest): Imported {
  const name = freeNames().take(journeyName(path.basename(file).replace(/\.[^.]*$/, '')));
  return scriptOfHar(readHar(file), name, { host, isAllKept });
}

function fromOpenApi({ file, per }: ImportRequest): Imported {
  const names = freeNames();
  const { scripts, notes } = scriptsOfOpenApi(readOpenApi(file), per);
  if (scripts.length === 0) throw new UsageError(`${file} describes no operation`);
  return {
    scripts: scripts.map((script) => ({ ...script, name: names.take(journeyName(script.name)) })),
    notes,
  };
}

/** Those that ship with shopctl are taken. */
function freeNames(): Names {
  return new Names(JOURNEYS.map(({ name }) => name));
}

function journeyName(text: string): string {
  return text.replaceAll(/[^\w-]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'journey';
}

function write(out: string, text: string): void {
  try {
    writeFileSync(out, text);
  } catch (cause) {
    throw new EnvironmentError(`cannot write ${out}: ${(cause as Error).message}`, { cause });
  }
}
