import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SERVICES } from '../../../target-shop/service-table.ts';
import { buildBundle, findBundle, keepBundle } from './service-bundle.ts';

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(path.join(os.tmpdir(), 'shopctl-cache-'));
});
afterEach(() => rm(cache, { recursive: true }));

it('builds every service once, into a folder named by its content', async () => {
  const bundle = await findBundle({ XDG_CACHE_HOME: cache });
  expect(bundle.isBuilt).toBe(false);
  // Twice at once, as two deployments might.
  await Promise.all([buildBundle(bundle), buildBundle(bundle)]);
  const names = await readdir(bundle.directory);
  expect(names).toEqual(expect.arrayContaining(SERVICES.map(({ name }) => name)));
  expect(await readdir(path.dirname(bundle.directory))).toEqual([bundle.hash]);
  expect(await findBundle({ XDG_CACHE_HOME: cache })).toEqual({ ...bundle, isBuilt: true });
});

it('throws away bundles that nobody has used for a month', async () => {
  const nowMs = Date.UTC(2026, 5, 1);
  const folders = ['used', 'recent', 'old'].map((name) => path.join(cache, name));
  for (const folder of folders) await mkdir(folder);
  const daysAgo = (days: number) => nowMs / 1000 - days * 86_400;
  await utimes(folders[1] ?? '', daysAgo(29), daysAgo(29));
  await utimes(folders[2] ?? '', daysAgo(31), daysAgo(31));
  await keepBundle({ hash: 'used', directory: folders[0] ?? '', isBuilt: true }, nowMs);
  expect((await readdir(cache)).sort()).toEqual(['recent', 'used']);
});
