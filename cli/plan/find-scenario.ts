import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { didYouMean } from '../core/closest-name.ts';
import { UsageError } from '../core/errors.ts';
import { packageRoot } from '../core/package-root.ts';

/**
 * Answers the file of a scenario, given by the name of one that ships with shopctl or by a path.
 * @throws UsageError that names the scenario probably meant
 */
export function findScenario(nameOrPath: string): string {
  if (/[./\\]/.test(nameOrPath)) {
    if (existsSync(nameOrPath)) return nameOrPath;
    throw new UsageError(`there is no scenario file ${nameOrPath}`, {
      hint: `Scenarios: ${scenarioNames().join(', ')}.`,
    });
  }
  const file = path.join(scenarioFolder(), `${nameOrPath}.yaml`);
  if (existsSync(file)) return shortPath(file);
  throw new UsageError(`there is no scenario "${nameOrPath}"`, {
    hint: didYouMean(nameOrPath, scenarioNames()),
  });
}

/** Answers the names of the scenarios that ship with shopctl, in order. */
export function scenarioNames(): readonly string[] {
  return readdirSync(scenarioFolder())
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => path.basename(file, '.yaml'))
    .sort();
}

function scenarioFolder(): string {
  return path.join(packageRoot(), 'scenarios');
}

/** Relative to the working directory where that leads down, absolute where it would climb. */
function shortPath(file: string): string {
  const relative = path.relative('.', file);
  return relative.startsWith('..') ? file : relative;
}
