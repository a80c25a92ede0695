import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packageRoot } from '../core/package-root.ts';
import { deployTestShop, runShopctl, type TestShop } from './shopctl-process.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await deployTestShop();
});
afterAll(() => shop.destroy());

/** Answers the published schema that a document must follow. */
function published(name: string) {
  const text = readFileSync(path.join(packageRoot(), 'reports/schemas', `${name}.schema.json`), 'utf8');
  return z.fromJSONSchema(JSON.parse(text));
}

describe('one JSON document on stdout, as published', () => {
  it.each([
    ['deploy-plan', ['deploy', '--plan'], 0],
    ['shop-status', ['status'], 0],
    ['restart', ['restart', 'pricing'], 0],
    ['setup', ['setup'], 0],
    ['flags', ['flags', 'list'], 0],
    ['flag', ['flags', 'set', 'latency-profile', 'fast'], 0],
    ['flag', ['flags', 'get', 'latency-profile'], 0],
    ['flags', ['flags', 'reset'], 0],
    ['recover', ['chaos', 'recover'], 0],
    ['run-plan', ['chaos', 'blackfriday', '--dry-run'], 0],
    ['run-record', ['load', '--rate', '5/s', '--duration', '2s'], 0],
    ['error', ['logs', 'nobody'], 2],
    ['error', ['rollout', 'undo', 'orders'], 2],
    ['error', ['validate', '--run', 'nobody'], 2],
  ])('%s: %j', async (schema, argv, code) => {
    const result = await runShopctl(shop.directory, ...argv, '--json');
    expect(result.code, result.stderr).toBe(code);
    const { error } = published(schema).safeParse(JSON.parse(result.stdout));
    expect(error?.issues ?? []).toEqual([]);
  });

  it('refuses what is not as published', () => {
    expect(published('shop-status').safeParse({ url: 5 }).success).toBe(false);
  });
});
