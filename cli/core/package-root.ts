import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Answers the folder of the installed package or checkout that this code belongs to: scenarios and manifests
 * are found there, whatever the working directory.
 * @throws Error when no package.json of ours stands above this file
 */
export function packageRoot(): string {
  for (let folder = import.meta.dirname; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json');
    if (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === 'shopctl') return folder;
  }
  throw new Error(`no package.json of shopctl above ${import.meta.dirname}`);
}

/** Answers the version of the package, as in package.json. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(path.join(packageRoot(), 'package.json'), 'utf8')).version;
}
