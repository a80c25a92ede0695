import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Answers the full path of a program.
 * @param searchPath directories as in PATH; `undefined` finds nothing
 */
export function findOnPath(program: string, searchPath: string | undefined): string | undefined {
  const folders = (searchPath ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => path.join(folder, program)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
