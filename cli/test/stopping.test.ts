import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../core/clock.ts';
import { parseRunRecord } from '../report/json/parse-run-record.ts';
import { deployTestShop, runShopctl, startShopctl, type TestShop } from './shopctl-process.ts';
import { STEP_BEGAN, writeShortScenario } from './short-scenario.ts';

let shop: TestShop;
let scenario: string;
beforeAll(async () => {
  shop = await deployTestShop();
  scenario = writeShortScenario(shop.directory);
});
afterAll(() => shop.destroy());

/** Asks for recommendations many times at once; answers how many failed and the longest wait. */
async function askForRecommendations(times: number): Promise<{ failed: number; slowestMs: number }> {
  const calls = Array.from({ length: times }, async () => {
    const startedAtMs = systemClock.now();
    const { ok } = await fetch(`${shop.url}/api/recommendations`);
    return { ok, tookMs: systemClock.now() - startedAtMs };
  });
  const answers = await Promise.all(calls);
  return {
    failed: answers.filter(({ ok }) => !ok).length,
    slowestMs: Math.max(...answers.map(({ tookMs }) => tookMs)),
  };
}

/** The record of the newest run. */
function newestRecord() {
  const runs = path.join(shop.directory, 'reports', 'runs');
  const newest = readdirSync(runs).sort().at(-1) ?? '';
  return parseRunRecord(readFileSync(path.join(runs, newest, 'record.json'), 'utf8'));
}

describe('a shop that is not steady', () => {
  it('is left alone: exit 11, the reason, and nothing injected', async () => {
    const strict = writeShortScenario(shop.directory, { 'maxP95: 2s': 'maxP95: 1ms' });
    const { code, stdout } = await runShopctl(shop.directory, 'chaos', strict);
    scenario = writeShortScenario(shop.directory);
    expect(code, stdout).toBe(11);
    expect(stdout).toMatch(/not steady, nothing was injected: responses took .* at most 1ms is steady/);
    expect(newestRecord()).toMatchObject({
      chaos: { steadyState: { isSteady: false }, steps: [], undo: { outcome: 'nothing-injected' } },
    });
  });
});

describe('a run in mid-fault', () => {
  it('breaks the shop for real, and leaves it whole within 2 s of kill -9', async () => {
    const run = startShopctl(shop.directory, 'chaos', scenario);
    await run.wrote(STEP_BEGAN);
    const broken = await askForRecommendations(50);
    expect(broken.failed).toBeGreaterThan(25);
    expect(broken.slowestMs).toBeGreaterThan(2700);

    run.child.kill('SIGKILL');
    const killedAtMs = systemClock.now();
    expect(await run.ended).toBe('SIGKILL');
    await systemClock.sleepUntil(killedAtMs + 2000);
    const healed = await askForRecommendations(50);
    expect(healed.failed).toBe(0);
    expect(healed.slowestMs).toBeLessThan(2000);
  });

  it('ends cleanly on Ctrl-C: fault gone, partial report, exit 130', async () => {
    const run = startShopctl(shop.directory, 'chaos', scenario);
    await run.wrote(STEP_BEGAN);
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(130);
    expect((await askForRecommendations(20)).failed).toBe(0);
    expect(run.output.stderr).toContain('press Ctrl-C again to leave at once');
    expect(newestRecord()).toMatchObject({
      status: 'interrupted',
      exitCode: 130,
      chaos: { undo: { outcome: 'undone' } },
    });
  });

  it('ends at once on the second Ctrl-C, and the guardian undoes the fault', async () => {
    const run = startShopctl(shop.directory, 'chaos', scenario);
    await run.wrote(STEP_BEGAN);
    run.child.kill('SIGINT');
    await run.wrote('press Ctrl-C again');
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(130);
    await systemClock.sleepUntil(systemClock.now() + 2000);
    expect((await askForRecommendations(20)).failed).toBe(0);
  });

  it('keeps a second run out, naming who has the shop', async () => {
    const run = startShopctl(shop.directory, 'chaos', scenario);
    await run.wrote('watching the steady state');
    const second = await runShopctl(shop.directory, 'chaos', scenario);
    run.child.kill('SIGINT');
    await run.ended;
    expect(second.code).toBe(3);
    expect(second.stderr).toContain(String(run.child.pid));
  });

  it('says that Redis is gone, undoes the fault and exits 3', async () => {
    const run = startShopctl(shop.directory, 'chaos', scenario);
    await run.wrote(STEP_BEGAN);
    const status = JSON.parse((await runShopctl(shop.directory, 'status', '--json')).stdout);
    const redis = status.parts.find((part: { name: string }) => part.name === 'redis');
    process.kill(redis.pid, 'SIGKILL');
    expect(await run.ended).toBe(3);
    expect(run.output.stdout).toMatch(/redis was lost during the run: ended by SIGKILL/);
    expect(newestRecord()).toMatchObject({ status: 'failed', chaos: { undo: { outcome: 'undone' } } });
  });

  it('notices that the supervisor is gone, waits until the services are too, and exits 3 with a report', async () => {
    const run = startShopctl(shop.directory, 'chaos', scenario);
    await run.wrote(STEP_BEGAN);
    const status = JSON.parse((await runShopctl(shop.directory, 'status', '--json')).stdout);
    const supervisor = status.parts.find((part: { role: string }) => part.role === 'supervisor');
    process.kill(supervisor.pid, 'SIGKILL');
    expect(await run.ended).toBe(3);
    expect(run.output.stdout).toContain('supervisor was lost during the run');
    expect(newestRecord()).toMatchObject({
      status: 'failed',
      chaos: { undo: { outcome: 'undone', left: [] } },
    });
  });
});
