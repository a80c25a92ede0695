import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'] as const;

/** How tests start a browser: headless, in a container too, and without any traffic of its own. */
export const BROWSER_ARGUMENTS: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Answers the Chromium of this machine: `SHOPCTL_CHROMIUM`, else the first one on PATH; `undefined` when there is
 * none, and then tests that need it are skipped and say so.
 */
export function findBrowser(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = env['SHOPCTL_CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  const directories = (env['PATH'] ?? '').split(path.delimiter).filter((directory) => directory !== '');
  return NAMES.flatMap((name) => directories.map((directory) => path.join(directory, name))).find(
    isExecutable,
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
