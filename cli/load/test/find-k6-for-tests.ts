import { existsSync } from 'node:fs';
import path from 'node:path';
import { findOnPath } from '../../core/find-on-path.ts';
import { packageRoot } from '../../core/package-root.ts';

/**
 * Answers the k6 that tests use: `SHOPCTL_K6_BINARY`, else the one in PATH or in a sibling folder; `undefined` when
 * there is none, and then tests that need it are skipped and say so.
 */
export function findK6ForTests(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const sibling = path.resolve(packageRoot(), '../shared/bin/k6');
  const found = env['SHOPCTL_K6_BINARY'] ?? findOnPath('k6', env['PATH']) ?? sibling;
  return existsSync(found) ? found : undefined;
}

/** Answers the title of tests that need a k6. */
export function titleWithK6(title: string, binary: string | undefined): string {
  return binary === undefined ? `${title} (SKIPPED: there is no k6 here; set SHOPCTL_K6_BINARY)` : title;
}
