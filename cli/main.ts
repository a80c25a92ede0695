import { readFileSync } from 'node:fs';
import path from 'node:path';
import { execute } from '@oclif/core/execute';

/**
 * Starts the command line: finds the commands beside this file, `.ts` in a checkout and `.js` in a build.
 * Not awaited by the caller on purpose: a closed stdout (`| head`) would leave a top-level await unsettled.
 */
export function main(): void {
  const here = import.meta.filename;
  const isBuilt = here.endsWith('.js');
  const root = path.resolve(path.dirname(here), isBuilt ? '../..' : '..');
  const packageJson = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const cli = isBuilt ? './dist/cli' : './cli';
  const hooks = { command_not_found: `${cli}/terminal/command-not-found` };
  const pjson = { ...packageJson, oclif: { ...packageJson.oclif, commands: `${cli}/commands`, hooks } };
  void execute({ loadOptions: { root, pjson } });
}
