import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EnvironmentError } from '../../core/errors.ts';
import { findOnPath } from '../../core/find-on-path.ts';
import type { K6Program } from '../../plan/run-plan.ts';

/** How long a k6 may take to say its version: a cold disk is slow. */
const VERSION_WITHIN_MS = 20_000;
/** Of 1.x, from which minor version on. */
const OLDEST_MINOR_OF_1 = 8;

const INSTALL =
  'Install it: `brew install k6` on macOS, elsewhere a package or binary from https://grafana.com/docs/k6/latest/set-up/install-k6/; or name one with --k6-binary PATH; or play the load with --engine embedded.';

/**
 * Answers the k6 of the user, and what it says about itself.
 * @param binary its path, `undefined` for the one on the search path
 * @param searchPath directories as in PATH
 * @throws EnvironmentError when there is none, it does not run, or it is of a version that shopctl does not drive
 */
export async function findK6(binary: string | undefined, searchPath: string | undefined): Promise<K6Program> {
  const file = binary ?? findOnPath('k6', searchPath);
  if (file === undefined) {
    throw new EnvironmentError('there is no k6 in PATH', { code: 'SHOPCTL_K6_MISSING', hint: INSTALL });
  }
  const program = { name: 'k6' as const, binary: file, ...parseK6Version(await wordsOf(file), file) };
  if (isSupported(program.version)) return program;
  throw new EnvironmentError(
    `${file} is k6 ${program.version}: shopctl drives k6 1.${OLDEST_MINOR_OF_1} or newer of 1.x, and 2.x`,
    { code: 'SHOPCTL_K6_VERSION', hint: INSTALL },
  );
}

/**
 * Reads what `k6 version` says: a line about itself, and one for each extension built into it.
 * @param file where that k6 is
 * @throws EnvironmentError when it is not what a k6 says
 * @example parseK6Version('k6 v2.2.0 (go1.26.8, linux/amd64)', 'k6').version // '2.2.0'
 */
export function parseK6Version(words: string, file: string): Pick<K6Program, 'version' | 'extensions'> {
  const [, version] = /^k6(?:\.exe)? v(\d+\.\d+\.\d+\S*)/m.exec(words) ?? [];
  if (version === undefined) {
    const said = words.trim().slice(0, 200) || 'nothing';
    throw new EnvironmentError(`${file} is no k6: asked for its version it says ${said}`, {
      code: 'SHOPCTL_K6_VERSION',
      hint: INSTALL,
    });
  }
  // One that brings several outputs or modules stands there several times.
  const extensions = [...words.matchAll(/^\s+(\S+ v?\S+), .+\[\w+\]$/gm)].map(([, name = '']) => name);
  return { version, extensions: [...new Set(extensions)] };
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 2 || (major === 1 && minor >= OLDEST_MINOR_OF_1);
}

async function wordsOf(file: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(file, ['version'], { timeout: VERSION_WITHIN_MS });
    return stdout;
  } catch (cause) {
    throw new EnvironmentError(`${file} does not say its version: ${(cause as Error).message.trim()}`, {
      code: 'SHOPCTL_K6_VERSION',
      hint: INSTALL,
      cause,
    });
  }
}
