import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import Load from '../commands/load/index.ts';
import { packageRoot } from '../core/package-root.ts';
import { planScenario } from './plan-scenario.ts';
import type { RunPlan } from './run-plan.ts';
import { readScenario } from './scenario-file.ts';

/** `shopctl load`, silent. */
class SilentLoad extends Load {
  override log(): void {
    // What it answers is looked at, not what it prints.
  }
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'shopctl-scenario-'));
  writeFileSync(path.join(folder, 'people.csv'), `name\n${'someone\n'.repeat(2000)}`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Reads a scenario whose only load, and what stands beside it, is written so. */
function planOf(load: string, beside = '', { speed = 1, during = 'fault' } = {}): RunPlan {
  const file = path.join(folder, 'x.yaml');
  writeFileSync(
    file,
    `apiVersion: shopctl/v1
kind: Experiment
name: x
title: X
steadyState: { duration: 3s, maxErrors: 5%, maxP95: 2s }
duration: 2m
loads:
  - name: users
    during: ${during}
    ${load.replaceAll('\n', '\n    ')}
faults:
  - kind: recommendation-degraded
    steps: [{ at: 1s, delay: 100ms, failures: 10% }]
recovery: { steadyFor: 3s, within: 20s }
${beside}
`,
  );
  return planScenario(file, readScenario(file).value, { speed });
}

/** Answers what the same flags plan, as `shopctl load` does. */
async function planOfFlags(argv: readonly string[]): Promise<RunPlan> {
  const all = ['--dry-run', '--target', 'http://127.0.0.1:9', '--duration', '2m', ...argv];
  // A duration stands beside no stages.
  const hasOwn = argv.includes('--duration') || argv.includes('--stage');
  const given = hasOwn ? all.filter((_, place) => place !== 3 && place !== 4) : all;
  return (await SilentLoad.run(given, packageRoot())) as RunPlan;
}

/** What flags and a file can both say. */
function asked({ loads, thresholds, abortOnFail, wire, feeds }: RunPlan) {
  const { during: _, ...users } = loads[0] ?? {};
  const named = feeds?.map((feed) => ({ ...feed, file: path.basename(feed.file) }));
  return { users, thresholds, abortOnFail, wire, feeds: named };
}

const MIX = ['--mix', 'menu=0.8,history=30%'];
const FILE_MIX = 'mix: { menu: 0.8, history: 30% }';

describe('a load of a file', () => {
  it.each<[flags: readonly string[], load: string, beside?: string]>([
    [['--rate', '30/m', ...MIX], `rate: 30/m\n${FILE_MIX}`],
    [
      ['--rate', '5/s', '--duration', '1m', '--shape', 'wave', ...MIX],
      `rate: 5/s\nduration: 1m\nshape: wave\n${FILE_MIX}`,
    ],
    [
      ['--stage', '30s:60', '--stage', '1m:60', '--stage', '10s:0', ...MIX],
      `stages: [{ duration: 30s, to: 60/m }, { duration: 1m, to: 60/m }, { duration: 10s, to: 0/m }]\n${FILE_MIX}`,
    ],
    [['--rate', '2/s', '--poisson', ...MIX], `rate: 2/s\npoisson: true\n${FILE_MIX}`],
    [['--vus', '10', ...MIX], `vus: 10\n${FILE_MIX}`],
    [['--vus', '10', '--shape', 'ramp', ...MIX], `vus: 10\nshape: ramp\n${FILE_MIX}`],
    [
      ['--vus', '0', '--stage', '30s:20', '--stage', '1m:20', '--stage', '10s:0', ...MIX],
      `vus: 0\nstages: [{ duration: 30s, to: 20 }, { duration: 1m, from: 20 }, { duration: 10s, to: 0 }]\n${FILE_MIX}`,
    ],
    [['--rate', '5/s', '--warmup', '10s', ...MIX], `rate: 5/s\nwarmup: 10s\n${FILE_MIX}`],
    [['--vus', '3', '--warmup', '10s', ...MIX], `vus: 3\nwarmup: 10s\n${FILE_MIX}`],
    [
      ['--rate', '5/s', '--max-in-flight', '7', '--overload', 'drop', ...MIX],
      `rate: 5/s\nmaxInFlight: 7\noverload: drop\n${FILE_MIX}`,
    ],
    [['--rate', '5/s', '--overload', 'abort', ...MIX], `rate: 5/s\noverload: abort\n${FILE_MIX}`],
    [['--rate', '5/s', '--mix', 'v5'], 'rate: 5/s\nmix: v5'],
    [['--rate', '5/s', '--mix', 'coffee', '--mix-mode', 'exact'], 'rate: 5/s\nmix: coffee\nmixMode: exact'],
    [['--rate', '5/s', '--mix-mode', 'weighted', ...MIX], `rate: 5/s\nmixMode: weighted\n${FILE_MIX}`],
    [['--rate', '5/s', ...MIX], 'rate: 5/s\nmix: menu=0.8,history=30%'],
    [
      ['--rate', '5/s', '--connections', 'per-user', ...MIX],
      `rate: 5/s\n${FILE_MIX}`,
      'connections: per-user',
    ],
    [
      [
        '--rate',
        '5/s',
        '--threshold',
        'all.errors[1m]<1%?',
        '--threshold',
        'menu.response.p95<2s',
        '--abort-on-fail',
        ...MIX,
      ],
      `rate: 5/s\n${FILE_MIX}`,
      "thresholds: ['all.errors[1m]<1%?', menu.response.p95<2s]\nabortOnFail: true",
    ],
  ])('%j is planned as its flags', async (flags, load, beside) => {
    const byFlags = asked(await planOfFlags(flags));
    expect(asked(planOf(load, beside))).toEqual(byFlags);
    // What every load has says nothing: the flags must have changed something.
    if (flags !== undefined && !flags.includes('30/m'))
      expect(byFlags).not.toEqual(asked(await planOfFlags(['--rate', '30/m', ...MIX])));
  });

  it('is fed as by flags, from files beside its own', async () => {
    const data = `people=random:${path.join(folder, 'people.csv')}`;
    const flags = asked(await planOfFlags(['--rate', '5/s', '--data', data, ...MIX]));
    const plan = planOf(`rate: 5/s\n${FILE_MIX}`, 'data: [people=random:people.csv]\njourneys: [visit.ts]');
    expect(asked(plan)).toEqual(flags);
    expect(plan.feeds?.[0]?.file).toBe(path.join(folder, 'people.csv'));
    expect(plan.journeyFiles).toEqual([path.join(folder, 'visit.ts')]);
  });

  it('lasts as long as the run, at its last rate or with its last users; only demo time passes faster', () => {
    const sum = (stages: readonly { readonly durationMs: number }[] = []) =>
      stages.reduce((total, { durationMs }) => total + durationMs, 0);
    const whole = { speed: 2, during: 'run' };
    const [closed] = planOf(`vus: 4\nduration: 1m\nshape: ramp\nwarmup: 6s\n${FILE_MIX}`, '', whole).loads;
    expect(closed?.userStages?.slice(0, 2)).toEqual([
      { durationMs: 6000, fromUsers: 4, toUsers: 4 },
      { durationMs: 30_000, fromUsers: 0, toUsers: 4 },
    ]);
    expect(closed?.userStages?.at(-1)).toMatchObject({ fromUsers: 4, toUsers: 4 });
    // Warm-up, steady state, faults at twice the speed, undo, recovery.
    expect(sum(closed?.userStages)).toBeGreaterThanOrEqual(6000 + 3000 + 60_000 + 10_000 + 23_000);
    const [open] = planOf(`stages: [{ duration: 1m, from: 6/m, to: 60/m }]\n${FILE_MIX}`, '', whole).loads;
    expect(open?.stages.map(({ toRatePerSecond }) => toRatePerSecond)).toEqual([1, 1]);
    expect(open?.stages[0]?.durationMs).toBe(30_000);
  });
});

describe('a bad value', () => {
  it.each<[load: string, beside: string, complaint: RegExp]>([
    ['rate: 30', '', /x\.yaml:10:11: loads\.0\.rate: write a rate such as 30\/m or 5\/s/],
    ['rate: fast', '', /:10:11: loads\.0\.rate: "fast" is not a rate/],
    [
      'stages: [{ duration: 1m, to: fast }]',
      '',
      /:10:34: loads\.0\.stages\.0\.to: "fast" is not a rate; write a rate/,
    ],
    ['stages: [{ duration: 1m, to: 30 }]', '', /:10:34: .*30 has no unit: write a rate such as 30\/m/],
    [
      'stages: [{ duration: 1m }]',
      '',
      /:10:14: loads\.0\.stages\.0: the stage says neither from nor to\. Write/,
    ],
    ['stages: [{ duration: 1m, too: 30/m }]', '', /:10:35: .*unknown key "too": did you mean "to"\?/],
    ['vus: 3\nstages: [{ duration: 1m, to: 30/m }]', '', /:11:34: .*"30\/m" is no number of users/],
    ['vus: many', '', /:10:10: loads\.0\.vus: /],
    ['vus: 1.5', '', /:10:10: loads\.0\.vus: /],
    ['vus: 0', '', /:10:10: loads\.0\.vus: vus 0 plays nothing\. Write at least 1/],
    [
      'vus: 3\nrate: 5/s',
      '',
      /:11:11: loads\.0\.rate: vus and rate cannot stand together.*Leave out rate, or vus/,
    ],
    ['vus: 3\npoisson: true', '', /:11:14: loads\.0\.poisson: vus and poisson cannot stand together/],
    ['vus: 3\nmaxInFlight: 9', '', /:11:18: loads\.0\.maxInFlight: vus and maxInFlight cannot/],
    ['vus: 3\noverload: drop', '', /:11:15: loads\.0\.overload: vus and overload cannot/],
    ['rate: 5/s\nstages: [{ duration: 1m, to: 5/s }]', '', /:10:11: loads\.0\.rate: stages and rate cannot/],
    ['duration: 1m\nstages: [{ duration: 1m, to: 5/s }]', '', /:10:15: .*stages and duration cannot/],
    ['shape: ramp\nstages: [{ duration: 1m, to: 5/s }]', '', /:10:12: .*stages and shape cannot/],
    ['shape: breakpoint\nrate: 5/s', '', /:10:12: loads\.0\.shape: .*"steady"/],
    ['poisson: maybe\nrate: 5/s', '', /:10:14: loads\.0\.poisson: /],
    [
      'poisson: true',
      '',
      /:8:11: loads\.0\.name: "users" does not say how much it plays\. Add rate, vus or stages/,
    ],
    ['rate: 5/s\nwarmup: 10', '', /:11:13: loads\.0\.warmup: write a duration/],
    ['rate: 5/s\nmaxInFlight: 0', '', /:11:18: loads\.0\.maxInFlight: /],
    ['rate: 5/s\noverload: wait', '', /:11:15: loads\.0\.overload: .*"queue"\|"drop"\|"abort"/],
    ['rate: 5/s\nmixMode: even', '', /:11:14: loads\.0\.mixMode: .*"independent"\|"weighted"\|"exact"/],
    [
      'rate: 5/s\nmax-in-flight: 9',
      '',
      /:11:20: loads\.0: unknown key "max-in-flight": did you mean "maxInFlight"\?/,
    ],
    ['rate: 5/s\nfaults: 9', '', /:11:13: loads\.0: unknown key "faults": there are: name, during/],
    ['rate: 5/s', 'connections: own', /:16:14: connections: .*"shared"\|"per-user"\|"new"/],
    [
      'rate: 5/s',
      'data: [people.csv]',
      /:16:7: data: data people\.csv is not a name and a file\. Write data/,
    ],
    ['rate: 5/s', 'thresholds: [all.errors]', /:16:14: thresholds\.0: .*there is no comparator/],
    [
      'rate: 5/s',
      "thresholds: ['all.errors[5m]<1%']",
      /:16:14: thresholds\.0: .*is never full in a load of 2m3s/,
    ],
    ['rate: 5/s', 'abortOnFail: true', /:16:14: abortOnFail: abortOnFail has no threshold/],
    [
      'rate: 5/s',
      'abortOnFail: true\nthresholds: [all.errors<1%]',
      /abortOnFail: "all\.errors<1%" looks at the whole/,
    ],
    [
      'rate: 5/s',
      'threshold: [all.errors<1%]',
      /:16:12: file: unknown key "threshold": did you mean "thresholds"\?/,
    ],
  ])('%j with %j is refused, with its place and the way out', (load, beside, complaint) => {
    expect(() => planOf(`${load}\n${FILE_MIX}`, beside)).toThrow(complaint);
    expect(() => planOf(`${load}\n${FILE_MIX}`, beside)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  it.each([
    [
      'mix: cofee',
      /:11:10: loads\.0\.mix: mix cofee: there is no mix of this name\. Did you mean "coffee"\?/,
    ],
    ['mix: menu=2', /:11:10: loads\.0\.mix: mix menu=2: 2 is not between 0 and 1/],
    ['mix: { menu: 200% }', /:11:18: loads\.0\.mix\.menu: a share cannot be above 100%/],
    ['mix: { menu: lots }', /:11:18: loads\.0\.mix\.menu: write a share as 2% or 0\.02/],
    ['mix: 5', /:11:10: loads\.0\.mix: write journeys and their shares, \{ menu: 80% \}, or the name/],
  ])('%s is refused', (mix, complaint) => {
    expect(() => planOf(`rate: 5/s\n${mix}`)).toThrow(complaint);
  });

  it('of a window that is full only at a lower speed names the file', () => {
    const slow = planOf(`rate: 5/s\n${FILE_MIX}`, "thresholds: ['all.errors[1m]<1%']");
    expect(slow.thresholds).toHaveLength(1);
    expect(() =>
      planOf(`rate: 5/s\n${FILE_MIX}`, "thresholds: ['all.errors[1m]<1%']", { speed: 10 }),
    ).toThrow(/x\.yaml: .*a window of 1m is never full in a load of 15s/);
  });
});
