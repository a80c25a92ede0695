import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FLAG_FILE_NAME, type FlagSwitches } from '../../contract/flags.ts';
import { HttpProblem } from '../http-problem.ts';
import { codeOf } from '../thrown-value.ts';

/** What the file system says of a folder that is not ours to write, such as a mounted ConfigMap. */
const READ_ONLY = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOENT']);

/**
 * Switches flags in the flag file of a folder: written beside and renamed, so that nobody reads half of it.
 * @param directory `undefined` where no flag file is mounted
 * @throws HttpProblem 409 CONFIG_READ_ONLY
 */
export async function switchFlags(directory: string | undefined, switches: FlagSwitches): Promise<void> {
  if (directory === undefined) throw readOnly();
  const file = path.join(directory, FLAG_FILE_NAME);
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    const known = JSON.parse(await readFile(file, 'utf8')); // flagd's schema, kept by `shopctl`
    for (const [name, isOn] of Object.entries(switches)) {
      known.flags[name] = { ...known.flags[name], defaultVariant: isOn ? 'on' : 'off' };
    }
    await writeFile(draft, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600 });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {}); // not there, or not ours
    throw READ_ONLY.has(codeOf(error) ?? '') ? readOnly(error) : error;
  }
}

function readOnly(cause?: unknown): HttpProblem {
  const message = 'Flags cannot be written from here; use `shopctl flags set`';
  return new HttpProblem(409, 'CONFIG_READ_ONLY', message, { cause });
}
