import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packageRoot } from '../core/package-root.ts';
import { parseRunRecord } from '../report/json/parse-run-record.ts';
import type { LoadStatus } from '../run/control/load-status.ts';
import { type LoopbackTarget, startLoopbackTarget } from './loopback-target.ts';
import { runShopctl, startShopctl } from './shopctl-process.ts';

let target: LoopbackTarget;
let served = 0;
beforeAll(async () => {
  target = await startLoopbackTarget((_, response) => {
    served += 1;
    response.end('{}');
  });
});
afterAll(() => target.close());

const runsFolder = () => path.join(target.directory, 'reports', 'runs');

/** Starts a load of menu readers that would play for a minute, and waits until it plays. */
async function startLoad(...flags: readonly string[]) {
  const before = served;
  const run = startShopctl(
    target.directory,
    ...['load', '--target', target.url, '--mix', 'menu=1', '--duration', '1m', ...flags],
  );
  await run.wrote('playing load');
  const id = readdirSync(runsFolder()).sort().at(-1) ?? '';
  await expect
    .poll(() => existsSync(path.join(runsFolder(), id, 'control.json')), { timeout: 20_000 })
    .toBe(true);
  // One request only sees whether the target is there. Loads begin at a whole second, up to 1.3 s after the socket is there: a pause before that has nothing before it.
  await expect.poll(() => served, { timeout: 20_000 }).toBeGreaterThan(before + 1);
  return { ...run, id };
}

/** Asks the load that plays, as JSON. */
async function ask(...argv: readonly string[]): Promise<LoadStatus> {
  const { code, stdout, stderr } = await runShopctl(target.directory, 'load', ...argv, '--json');
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

describe('a load that plays', { timeout: 120_000 }, () => {
  it.runIf(process.platform === 'linux')(
    'of users keeps its memory together, under its own process id',
    async () => {
      const run = await startLoad('--vus', '1');
      const environment = readFileSync(`/proc/${run.child.pid}/environ`, 'utf8').split('\0');
      expect(environment).toContain('MALLOC_ARENA_MAX=2');
      expect((await ask('stop')).pid).toBe(run.child.pid);
      expect(await run.ended).toBe(130);
    },
  );

  it.each(['1', '2'])(
    'by %s workers is paused, changed, resumed and stopped from another terminal, and its record tells',
    async (workers) => {
      const run = await startLoad('--rate', '20/s', '--workers', workers);
      const { socket } = JSON.parse(readFileSync(path.join(runsFolder(), run.id, 'control.json'), 'utf8'));
      const modes = [path.dirname(socket), socket].map((file) => statSync(file).mode & 0o777);
      expect(modes).toEqual([0o700, 0o600]);

      const paused = await ask('pause');
      expect(paused).toMatchObject({ run: run.id, pid: run.child.pid, state: 'paused' });
      await expect.poll(async () => (await ask('status')).loads[0]?.inFlight, { timeout: 20_000 }).toBe(0);
      const before = served;
      const still = await ask('status', run.id);
      expect(served).toBe(before);
      expect(still.loads[0]?.elapsedMs).toBe(paused.loads[0]?.elapsedMs);
      const schema = readFileSync(
        path.join(packageRoot(), 'reports/schemas/load-status.schema.json'),
        'utf8',
      );
      expect(z.fromJSONSchema(JSON.parse(schema)).safeParse(still).error).toBeUndefined();

      expect((await ask('rate', '60/s')).loads[0]?.ratePerSecond).toBeCloseTo(60);
      expect(await ask('resume')).toMatchObject({ state: 'playing' });
      await expect.poll(() => served, { timeout: 20_000 }).toBeGreaterThan(before + 100);
      const { stdout } = await runShopctl(target.directory, 'load', 'stop');
      expect(stdout).toContain(`${run.id} (playing)\n  users: `);
      expect(await run.ended).toBe(130);

      const record = parseRunRecord(readFileSync(path.join(runsFolder(), run.id, 'record.json'), 'utf8'));
      const { delivered } = record.load.loads[0] ?? {};
      expect([record.status, record.reasons[0]]).toEqual(['interrupted', 'stopped by shopctl load stop']);
      expect(record.events?.map(({ kind }) => kind)).toEqual(['rate', 'paused', 'stopped']);
      expect(record.events?.[0]?.text).toBe('rate 20/s → 60/s');
      expect(record.events?.[1]?.lengthMs).toBeCloseTo(delivered?.pausedMs ?? 0, -2);
      expect(record.timeline.phases.map(({ name }) => name)).toEqual(['load', 'paused', 'load']);
      expect(delivered?.planned).toBe((delivered?.started ?? 0) + (delivered?.dropped ?? 0));
      expect(run.output.stdout).toMatch(/CHANGES\n.*rate 20\/s → 60\/s\n.*paused for .*\n.*stopped by/);
      expect(existsSync(socket)).toBe(false);
    },
  );

  it('has other users when it is played by users, and refuses a rate', async () => {
    const run = await startLoad('--vus', '2');
    const refused = await runShopctl(target.directory, 'load', 'rate', '5/s');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('shopctl load users 20')]);
    expect((await ask('users', '4')).loads[0]?.users).toBe(4);
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(130);
    expect(run.output.stdout).toContain('users 2 → 4');
  });
});

describe('where no load plays', () => {
  it.each([
    [['pause'], 3, 'no load plays here'],
    [['rate', '5/s', '20200101-000000-load'], 2, 'there is no run "20200101-000000-load"'],
    [['rate', 'fast'], 2, '"fast" is not a rate'],
  ])('load %j ends with %d', async (argv, code, message) => {
    const result = await runShopctl(target.directory, 'load', ...argv);
    expect([result.code, result.stderr]).toEqual([code, expect.stringContaining(message)]);
  });

  it('says that a run is over', async () => {
    const id = readdirSync(runsFolder())[0] ?? '';
    const { code, stderr } = await runShopctl(target.directory, 'load', 'stop', id);
    expect([code, stderr]).toEqual([3, expect.stringContaining(`run ${id} does not play`)]);
  });
});
