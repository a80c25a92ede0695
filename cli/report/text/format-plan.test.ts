import { describe, expect, it } from 'vitest';
import type { LoadPlan } from '../../plan/run-plan.ts';
import { examplePlan } from '../example/example-plan.ts';
import { formatPlan } from './format-plan.ts';

/** What a dry run says about a load that differs from the example's in some parts. */
function textOf(changes: Partial<LoadPlan>): string {
  const [load] = examplePlan.loads;
  if (load === undefined) throw new Error('the example has no load');
  return formatPlan({ ...examplePlan, loads: [{ ...load, ...changes }] });
}

describe('the text of a dry run', () => {
  it('says of an open load how the rate moves and what bounds it', () => {
    const text = textOf({});
    expect(text).toContain('shoppers: under the fault, 30/m → 120/m for 20s, then 120/m for 40s');
    expect(text).toContain('about 105 iterations, each menu 80%, purchase 60%');
    expect(text).toContain('at most 100 at once, further ones wait and count from when they were due');
    expect(textOf({ overload: 'drop' })).toContain('further ones are dropped');
    expect(textOf({ overload: 'abort' })).toContain('a further one ends the load');
  });

  it('names journeys and data of the user’s own, where there are any', () => {
    const feeds = [{ name: 'people', mode: 'unique' as const, file: 'people.csv' }];
    const text = formatPlan({ ...examplePlan, journeyFiles: ['visit.ts'], feeds });
    expect(text).toContain('\nJOURNEYS\n  visit.ts\n\nDATA\n  people: people.csv, unique\n');
    expect(textOf({})).not.toMatch(/^(JOURNEYS|DATA)$/m);
  });

  it('names the k6 that plays, and what is built into it', () => {
    const engine = {
      name: 'k6',
      binary: '/usr/bin/k6',
      version: '2.2.0',
      extensions: ['xk6-sql v1.0.4'],
    } as const;
    expect(formatPlan({ ...examplePlan, engine })).toContain(
      'engine     k6 2.2.0 with xk6-sql v1.0.4: /usr/bin/k6',
    );
    expect(formatPlan(examplePlan)).not.toContain('engine');
  });

  it('says that arrivals come at random moments', () => {
    expect(textOf({ arrivals: 'poisson' })).toContain(
      'about 105 iterations at random moments (Poisson), each',
    );
  });

  it('says how journeys are drawn, with shares of the sum where there is one of them', () => {
    expect(textOf({ mixMode: 'weighted' })).toContain(
      'each one of menu 44.44%, purchase 33.33%, history 16.67%',
    );
    expect(textOf({ mixMode: 'exact' })).toContain('each in exact turns one of menu 44.44%');
  });

  it('says which journey another one belongs to, and where the mix came from', () => {
    const mix = [
      { journey: 'menu', probability: 0.8 },
      { journey: 'order', probability: 0.6, within: 'menu' },
    ];
    expect(textOf({ mix })).toContain('each menu 80%, order 60% of menu');
    const plan = { ...examplePlan, origins: { ...examplePlan.origins, mix: 'flavour' as const } };
    expect(formatPlan(plan)).toContain('purchase 60%, history 30%, customers 10%  (flavour);');
  });

  it('tells a warm-up from what counts', () => {
    const [load] = examplePlan.loads;
    const warmUp = { durationMs: 10_000, fromRatePerSecond: 2, toRatePerSecond: 2 };
    const text = textOf({ stages: [warmUp, ...(load?.stages ?? [])], warmUpMs: 10_000 });
    expect(text).toContain('warm-up 120/m for 10s, then 30/m → 120/m for 20s');
    expect(text).toContain('about 105 iterations');
    expect(text).toContain('left out of results, thresholds and comparisons');
  });

  it('says of a closed load how many users there are, and what cannot be known', () => {
    const userStages = [
      { durationMs: 60_000, fromUsers: 0, toUsers: 30 },
      { durationMs: 10_000, fromUsers: 1, toUsers: 1 },
    ];
    const text = textOf({ stages: [], userStages });
    expect(text).toContain('0 → 30 virtual users for 1m, then 1 virtual user for 10s');
    expect(text).toContain('as many iterations as they get through');
    expect(text).toContain('each user starts one when the one before has ended');
    expect(text).toContain('no start lag and no queue is reported');
    expect(text).not.toContain('at once');
  });
});
