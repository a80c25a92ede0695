import { execFileSync } from 'node:child_process';
import { packageRoot } from '../core/package-root.ts';

const BUILT = 'SHOPCTL_TEST_BUILT';

/**
 * Builds the checkout before whole command lines are tried: a build starts in half the time of the sources. Once for
 * all projects, each of which loads this module anew.
 */
export function setup(): void {
  if (process.env[BUILT] !== undefined) return;
  process.env[BUILT] = '1';
  execFileSync('npm', ['run', 'build'], { cwd: packageRoot(), stdio: ['ignore', 'ignore', 'inherit'] });
}
