import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkpointSchema } from '../report/json/checkpoint-schema.ts';
import { parseRunRecord } from '../report/json/parse-run-record.ts';
import { type LoopbackTarget, startLoopbackTarget } from './loopback-target.ts';
import { runShopctl, startShopctl } from './shopctl-process.ts';

let target: LoopbackTarget;
/** How often each iteration has asked; every one asks once. */
const asked = new Map<number, number>();
beforeAll(async () => {
  target = await startLoopbackTarget(({ headers }, response) => {
    const [, iteration] = /session\.id=[^,]*\.users\.(\d+)/.exec(String(headers['baggage'])) ?? [];
    if (iteration !== undefined) asked.set(Number(iteration), (asked.get(Number(iteration)) ?? 0) + 1);
    setTimeout(() => response.end('[]'), 20);
  });
});
afterAll(() => target.close());

const shopctl = (...argv: readonly string[]) => runShopctl(target.directory, ...argv);
const inRun = (...parts: readonly string[]) => path.join(target.directory, 'reports', 'runs', ...parts);
const newest = () => readdirSync(inRun()).sort().at(-1) ?? '';

it('is read and resumed after kill -9: each iteration asks once, and the record counts all of them', {
  timeout: 60_000,
}, async () => {
  const plan = [
    '--mix',
    'menu=1',
    '--rate',
    '50/s',
    '--duration',
    '4s',
    '--threshold',
    'all.response.p95<9s',
  ];
  const run = startShopctl(target.directory, 'load', '--target', target.url, ...plan);
  await expect.poll(() => asked.size, { timeout: 30_000 }).toBeGreaterThan(70);
  run.child.kill('SIGKILL');
  await run.ended;
  const killed = newest();
  const askedBefore = asked.size;

  const [report, compared, refused] = await Promise.all([
    shopctl('report', killed, '--json'),
    shopctl('load', 'compare', killed, killed),
    shopctl('load', '--resume', 'last', '--rate', '5/s'),
  ]);
  const cut = parseRunRecord(report.stdout);
  const before = cut.load.loads[0]?.delivered;
  expect([cut.id, cut.status, cut.exitCode]).toEqual([killed, 'interrupted', 130]);
  expect(cut.reasons[0]).toMatch(/^cut off at \d{4}-.*Z, \d+s after its start, .*--resume /);
  // One may have been marked and not sent.
  expect((before?.started ?? 0) - askedBefore).toBeOneOf([0, 1]);
  expect(before?.started).toBe((before?.completed ?? 0) + (before?.interrupted ?? 0));
  expect(before?.completed).toBeGreaterThan(0);
  expect(compared.stderr).toMatch(new RegExp(`run ${killed} was not played to its end: cut off at`));

  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--rate and --resume')]);

  const resumed = await shopctl('load', '--resume', 'last', '--json');
  const record = parseRunRecord(resumed.stdout);
  const { delivered, total } = record.load.loads[0] ?? {};
  expect([record.status, record.id === killed]).toEqual(['completed', false]);
  expect(delivered).toMatchObject({ planned: 200, started: 200, dropped: 0 });
  expect(delivered?.started).toBe((delivered?.completed ?? 0) + (delivered?.interrupted ?? 0));
  expect(total?.response.count).toBe(delivered?.completed);
  expect(
    [...asked.values()].every((times) => times === 1),
    'none twice',
  ).toBe(true);
  expect(200 - asked.size).toBeOneOf([0, 1]);
  expect(record.timeline.phases.map(({ name }) => name)).toEqual(['load', 'cut', 'load']);
  expect(record.events?.[0]).toMatchObject({ kind: 'resumed', text: expect.stringContaining(killed) });

  // What was cut off is still there, and nothing is left of either.
  expect(
    checkpointSchema.safeParse(JSON.parse(readFileSync(inRun(killed, 'checkpoint.json'), 'utf8'))).error,
  ).toBeUndefined();
  expect(existsSync(inRun(record.id, 'checkpoint.json'))).toBe(false);
  const again = await shopctl('load', '--resume', killed);
  expect(again.code).toBe(2);
  expect(again.stderr.replace(/\s+/g, ' ')).toContain(`gone on with by run ${record.id}`);
});
