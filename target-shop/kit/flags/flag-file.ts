import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { FlagdCore } from '@openfeature/flagd-core';
import type { EvaluationContext, JsonValue, ResolutionDetails } from '@openfeature/server-sdk';
import type { Logger } from 'pino';
import { FLAG_FILE_NAME, FLAGS, type FlagName, isFlagName } from '../../contract/flags.ts';

/** How often the file is looked at; a change is in force well within a second. */
const LOOK_EVERY_MS = 250;

/**
 * The flag file of flagd's schema, evaluated by flagd's own engine. It is looked at by path, again and again:
 * a rename over it, the symlink swap of a mounted ConfigMap and a file that appears late are all just a changed
 * answer of stat, and no inotify instance is spent (clusters commonly allow 128 of them a node).
 */
export class FlagFile {
  readonly #core: FlagdCore;
  readonly #file: string;
  readonly #log: Logger;
  readonly #onLook = () => void this.read();

  constructor(directory: string, log: Logger) {
    this.#file = path.join(directory, FLAG_FILE_NAME);
    this.#log = log;
    this.#core = new FlagdCore(undefined, quiet(log));
  }

  /** Reads the file and keeps reading it whenever it changes. */
  async watch(): Promise<void> {
    watchFile(this.#file, { interval: LOOK_EVERY_MS, persistent: false }, this.#onLook);
    await this.read();
  }

  close(): void {
    unwatchFile(this.#file, this.#onLook);
  }

  /** Takes the file as it is now; one that is missing or broken leaves the last good one in force. */
  async read(): Promise<void> {
    try {
      const text = await readFile(this.#file, 'utf8');
      checkFlagFile(text);
      this.#core.setConfigurations(text);
      this.#log.debug({ file: this.#file }, 'Flag file read');
    } catch (error) {
      this.#log.error({ err: error, file: this.#file }, 'Flag file not usable, the flags stay as they were');
    }
  }

  /** Answers a flag's value by the file; the default with reason ERROR or DISABLED when the file has none. */
  resolve<T extends JsonValue>(name: FlagName, fallback: T, target: EvaluationContext): ResolutionDetails<T> {
    const type = flagdType(fallback);
    return this.#core.resolve<T>(type, name, fallback, target);
  }
}

/** @throws Error that names the flag whose variant has the wrong shape */
function checkFlagFile(text: string): void {
  const file: unknown = JSON.parse(text);
  if (!isRecord(file) || !isRecord(file['flags'])) throw new Error('it has no "flags" object');
  for (const [name, flag] of Object.entries(file['flags'])) {
    // A flag of another system may share the file; only ours are checked.
    if (!isFlagName(name) || !isRecord(flag) || !isRecord(flag['variants'])) continue;
    for (const [variant, value] of Object.entries(flag['variants'])) {
      const parsed = FLAGS[name].value.safeParse(value);
      if (!parsed.success)
        throw new Error(`flag ${name}, variant ${variant}: ${parsed.error.issues[0]?.message}`);
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** flagd compares JavaScript types; null is an object there as here. */
function flagdType(value: JsonValue): 'boolean' | 'number' | 'object' | 'string' {
  const type = typeof value;
  return type === 'boolean' || type === 'number' || type === 'string' ? type : 'object';
}

/** The engine's remarks belong in our log, at a level that is normally off. */
function quiet(log: Logger) {
  const remark = (...parts: readonly unknown[]) => log.debug({ flagd: parts.join(' ') }, 'flagd remark');
  return { error: remark, warn: remark, info: remark, debug: () => {} };
}
