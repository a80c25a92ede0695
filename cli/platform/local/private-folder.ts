import { chmod, lstat, mkdir } from 'node:fs/promises';
import { EnvironmentError } from '../../core/errors.ts';

/**
 * Makes a folder that only this user can change; also good for well-known names where anybody may write, since
 * one made by somebody else is refused.
 * @param mode 0o700, or 0o711 when other accounts must reach files below by name
 * @throws EnvironmentError when it belongs to somebody else, or is no folder
 */
export async function makePrivateFolder(folder: string, mode: 0o700 | 0o711 = 0o700): Promise<void> {
  await mkdir(folder, { recursive: true, mode });
  const found = await lstat(folder);
  const isOurs = process.getuid === undefined || found.uid === process.getuid();
  if (!found.isDirectory() || !isOurs) {
    throw new EnvironmentError(`${folder} does not belong to this user`, {
      hint: 'See what it is, and move it out of the way.',
    });
  }
  if ((found.mode & 0o777) !== mode) await chmod(folder, mode);
}
