import { describe, expect, it } from 'vitest';
import { judgeExpectations } from './judge-expectations.ts';
import { observeFaultSteps } from './observe-fault-steps.ts';
import type { RunFacts } from './run-facts.ts';
import { BROKEN_RECORDINGS } from './test-recording/broken-recordings.ts';
import { BLACKFRIDAY, judge, SHOP, stored } from './test-recording/judged-recording.ts';
import { type Mutation, nothingStored } from './test-recording/mutations.ts';
import { recordedBlackfriday } from './test-recording/recorded-blackfriday.ts';
import type { Recording } from './test-recording/recording.ts';
import type { Outcome } from './verdict.ts';

/** What deciding expectations say of a broken recording, by outcome, ids in the order of the files. */
async function unmetBy(mutate: Mutation) {
  const broken = mutate(recordedBlackfriday());
  const { results, outcome } = await judge(broken, broken.facts);
  const ids = (wanted: Outcome) =>
    results.filter((one) => one.outcome === wanted && one.severity === 'error').map(({ id }) => id);
  return { outcome, results, fail: ids('fail'), inconclusive: ids('inconclusive'), pass: ids('pass') };
}

/** The facts of a run as those of a load without a fault. */
function plainLoad({ timeline, ...facts }: RunFacts): RunFacts {
  const { startedAtMs: fromMs, endedAtMs: toMs } = timeline;
  const phases = [{ name: 'load', fromMs, toMs } as const];
  return { ...facts, timeline: { ...timeline, phases, faultSteps: [] }, flagsSet: [] };
}

describe('the verdict on a Black Friday', () => {
  it('is green when everything went as planned', async () => {
    const whole = recordedBlackfriday();
    const { results, outcome } = await judge(whole, whole.facts);
    expect(results.filter((one) => one.outcome !== 'pass')).toEqual([]);
    expect(outcome).toBe('pass');
  });

  it.each(BROKEN_RECORDINGS)('sees $name', async ({ mutate, fail, inconclusive = [], says: [id, text] }) => {
    const unmet = await unmetBy(mutate);
    expect({ fail: unmet.fail, inconclusive: unmet.inconclusive }).toEqual({ fail, inconclusive });
    expect(unmet.outcome).toBe('fail');
    const told = unmet.results.find((one) => one.id === id);
    expect(`${told?.observed} | ${told?.hint}`).toContain(text);
  });

  it('fails an empty store by the ledger alone, and passes nothing', async () => {
    const unmet = await unmetBy(nothingStored);
    expect({ fail: unmet.fail, pass: unmet.pass }).toEqual({
      fail: ['requests-traced', 'requests-served'],
      pass: [],
    });
    expect(unmet.results.find(({ id }) => id === 'requests-traced')?.observed).toBe(
      'no telemetry at all for 1,464 requests',
    );
  });

  it('shows failed traces first, and names the file and line of what it judged', async () => {
    const whole = recordedBlackfriday();
    const { results } = await judge(whole, whole.facts);
    const step = results.find(({ id }) => id === 'fault-as-planned/step-1');
    const failed = whole.spans.filter(({ service, isError }) => service === 'recommendation' && isError);
    expect(step).toMatchObject({ file: BLACKFRIDAY.file, line: 8, sampleSize: 223 });
    expect(step?.traceIds).toHaveLength(5);
    expect(failed.map(({ traceId }) => traceId)).toEqual(
      expect.arrayContaining(step?.traceIds.slice(0, 3) ?? []),
    );
  });
});

describe('the verdict on less than a whole experiment', () => {
  it('leaves expectations of an experiment out for a plain load', async () => {
    const { facts, ...whole } = recordedBlackfriday();
    const plain = plainLoad(facts);
    const { results } = await judge({ ...whole, facts: plain }, plain);
    expect(new Set(results.map(({ file }) => file))).toEqual(new Set([SHOP.file]));
  });

  it('holds buyers to 5 % of errors on a usual day, and not under a fault', async () => {
    const { facts, ...whole } = recordedBlackfriday();
    const usual = plainLoad(facts);
    const judged = async (recording: Recording) =>
      (await judge(recording, recording.facts)).results.find(({ id }) => id === 'demo-errors');
    expect(await judged({ ...whole, facts })).toBeUndefined();
    const broken = await judged({ ...whole, facts: usual });
    expect(broken).toMatchObject({ outcome: 'fail', observed: expect.stringContaining('spans failed (') });
    const spans = whole.spans.map((span) => ({ ...span, isError: false }));
    expect(await judged({ ...whole, spans, facts: usual })).toMatchObject({ outcome: 'pass' });
  });

  it('judges telemetry without its run, and says which expectations need the run', async () => {
    const { results, outcome } = await judge(recordedBlackfriday());
    const undecided = results.filter((one) => one.outcome !== 'pass');
    expect(outcome).toBe('inconclusive');
    expect(undecided.every((one) => one.hint?.includes('shopctl validate --run ID'))).toBe(true);
    expect(undecided.map(({ id }) => id)).toEqual([
      'demo-errors',
      'requests-traced',
      'requests-served',
      'fault-as-planned',
      'shoppers-feel-it',
      'shoppers-by-step',
      'baseline-unharmed',
      'baseline-still-fast',
      'flags-took-effect',
      'chaos-lines-joined',
      'recovery-clean',
      'recovery-users',
    ]);
  });

  it('is inconclusive when nothing was judged', async () => {
    const queries = stored(recordedBlackfriday());
    expect(await judgeExpectations({ files: [], queries })).toEqual({ outcome: 'inconclusive', results: [] });
    queries.close();
  });

  it('refuses two files with an expectation of the same id', async () => {
    const queries = stored(recordedBlackfriday());
    await expect(judgeExpectations({ files: [SHOP, SHOP], queries })).rejects.toThrow(
      /shop\.yaml:8: expectation "services-visible" is already in .*shop\.yaml:8/,
    );
    queries.close();
  });
});

describe('observed fault steps', () => {
  it('tell planned from observed, what users met and what baseline met', async () => {
    const { facts, ...whole } = recordedBlackfriday();
    const queries = stored({ ...whole, facts });
    const steps = await observeFaultSteps({ queries, timeline: facts.timeline });
    queries.close();
    expect(steps.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass']);
    expect(steps[2]).toMatchObject({
      planned: { failureRatio: 0.78, addedDelayMs: 2800 },
      observed: { calls: 222, failures: 173 },
      users: { requests: 22, errors: 17 },
      baseline: { requests: 72, errors: 0 },
    });
  });
});
