import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Answers what oclif is told of the program: where its commands are, beside the main file, `.ts` in a checkout and
 * `.js` in a build.
 * @param mainFile of `cli/`
 */
export function programOf(mainFile: string) {
  const isBuilt = mainFile.endsWith('.js');
  const root = path.resolve(path.dirname(mainFile), isBuilt ? '../..' : '..');
  const packageJson = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const cli = isBuilt ? './dist/cli' : './cli';
  const hooks = { command_not_found: `${cli}/terminal/command-not-found` };
  const pjson = { ...packageJson, oclif: { ...packageJson.oclif, commands: `${cli}/commands`, hooks } };
  // A checkout's commands change without its manifest.
  return { root, pjson, ignoreManifest: !isBuilt };
}
