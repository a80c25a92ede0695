import { execFileSync } from 'node:child_process';
import { packageRoot } from '../core/package-root.ts';

let isBuilt = false;

/** Builds the checkout before whole command lines are tried: a build starts in half the time of the sources. */
export function setup(): void {
  if (isBuilt) return;
  isBuilt = true;
  execFileSync('npm', ['run', 'build'], { cwd: packageRoot(), stdio: ['ignore', 'ignore', 'inherit'] });
}
