import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findK6ForTests, titleWithK6 } from '../load/test/find-k6-for-tests.ts';
import { parseRunRecord } from '../report/json/parse-run-record.ts';
import { deployTestShop, runShopctl, type TestShop } from './shopctl-process.ts';
import { writeShortScenario } from './short-scenario.ts';

const binary = findK6ForTests(process.env);

describe.skipIf(binary === undefined)(titleWithK6('shopctl chaos --engine k6', binary), () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await deployTestShop();
  });
  afterAll(() => shop?.destroy());

  const chaos = (scenario: string, ...argv: readonly string[]) =>
    runShopctl(shop.directory, 'chaos', scenario, '--engine', 'k6', '--k6-binary', `${binary}`, ...argv);

  it('plays load and faults on one clock, and judges the same steps', async () => {
    const scenario = writeShortScenario(shop.directory, { 'duration: 40s': 'duration: 12s' });
    const { code, stdout } = await chaos(scenario);
    // What a machine that has much else to do drops is no concern of this.
    expect([0, 14], stdout).toContain(code);
    const runs = path.join(shop.directory, 'reports', 'runs');
    const newest = readdirSync(runs).sort().at(-1) ?? '';
    const record = parseRunRecord(readFileSync(path.join(runs, newest, 'record.json'), 'utf8'));
    const { chaos: broken, load, timeline, plan } = record;
    expect(plan.engine).toMatchObject({ name: 'k6', binary });
    expect(load.engine?.name).toBe('k6');
    expect(load.loads.map(({ name }) => name).sort()).toEqual(['probe', 'shoppers', 'visitors']);
    expect(broken).toMatchObject({ steadyState: { isSteady: true }, undo: { outcome: 'undone' } });
    expect(broken?.recovery.outcome).toBe('recovered');
    expect(broken?.steps).toMatchObject([{ index: 0, outcome: 'pass' }]);
    // Shoppers come when the clock of the faults begins, not when their k6 is ready.
    const fault = timeline.phases.find(({ name }) => name === 'fault');
    const [first] = load.windows.filter((window) => window.load === 'shoppers' && window.started > 0);
    expect(first?.atMs).toBe(fault?.fromMs);
    // One is due at every second of twelve, and until the faults are undone.
    const shoppers = load.loads.find(({ name }) => name === 'shoppers');
    expect(shoppers?.delivered.planned).toBeGreaterThanOrEqual(12);
  });

  it('refuses what k6 cannot do before anything starts, with the place in the file', async () => {
    const scenario = writeShortScenario(shop.directory, {
      'mix: { menu: 100% }': 'mix: { menu: 100% }\n    poisson: true',
    });
    const { code, stderr } = await chaos(scenario, '--dry-run');
    expect(code).toBe(2);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(/short\.yaml:16:\d+: .*poisson cannot be played by k6/);
  });
});
