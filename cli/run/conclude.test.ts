import { describe, expect, it } from 'vitest';
import type { ExpectationResult } from '../expect/verdict.ts';
import { concludeRun } from './conclude.ts';
import type { ChaosRecord } from './run-record.ts';

const load = {
  schema: 'shopctl.load/v1',
  loads: [],
  windows: [],
  errors: [],
  generator: { loopUtilisation: 0.1, cpuSeconds: 1, invalid: [] },
} as const;
const saturated = {
  ...load,
  generator: { ...load.generator, invalid: ['3 of 100 iterations were dropped'] },
};
const good: ChaosRecord = {
  steadyState: { isSteady: true, requests: 100, errorRatio: 0, reasons: [] },
  steps: [],
  undo: { outcome: 'undone', tookMs: 20, left: [] },
  recovery: { outcome: 'recovered', tookMs: 900, reason: 'as before' },
  events: [],
};
const expectation: ExpectationResult = {
  id: 'edges',
  title: 'every call is seen',
  outcome: 'pass',
  severity: 'error',
  file: 'shop.yaml',
  line: 3,
  expected: 'all',
  observed: 'all',
  sampleSize: 10,
  traceIds: [],
};
const failed = { outcome: 'fail', results: [{ ...expectation, outcome: 'fail' as const }] } as const;
const unclear = {
  outcome: 'inconclusive',
  results: [{ ...expectation, outcome: 'inconclusive' as const }],
} as const;
const incomplete: ChaosRecord = {
  ...good,
  undo: { outcome: 'incomplete', left: [{ instance: 'cart-1', leases: [] }] },
};
const unsteady: ChaosRecord = {
  ...good,
  steadyState: { isSteady: false, requests: 9, errorRatio: 1, reasons: ['9 of 9 requests failed'] },
};
const threshold = { expression: 'all.errors<1%', outcome: 'fail', observed: '4%', samples: 200 } as const;
const stop = { exitCode: 130, reason: 'stopped by Ctrl-C' } as const;

describe('concludeRun', () => {
  it.each([
    ['everything as expected', { load, thresholds: [], chaos: good }, undefined, 0, undefined],
    [
      'an expectation that failed',
      { load, thresholds: [], verdict: failed },
      undefined,
      10,
      /not met: edges/,
    ],
    [
      'an expectation without an answer',
      { load, thresholds: [], verdict: unclear },
      undefined,
      13,
      /judged: edges/,
    ],
    ['a threshold', { load, thresholds: [threshold] }, undefined, 10, /all\.errors<1% not met: 4%/],
    ['a shop that was not steady', { load, thresholds: [], chaos: unsteady }, undefined, 11, /9 of 9/],
    ['a saturated generator', { load: saturated, thresholds: [threshold] }, undefined, 14, /3 of 100/],
    ['Ctrl-C', { load: saturated, thresholds: [], chaos: good }, stop, 130, /Ctrl-C/],
    [
      'a fault that may still be there',
      { load: saturated, thresholds: [], chaos: incomplete },
      stop,
      12,
      /cart-1/,
    ],
  ] as const)('%s', (_, record, stopped, exitCode, reason) => {
    const conclusion = concludeRun(record, stopped === undefined ? {} : { stop: stopped });
    expect(conclusion.exitCode).toBe(exitCode);
    if (reason === undefined) expect(conclusion.reasons).toEqual([]);
    else expect(conclusion.reasons[0]).toMatch(reason);
  });

  it.each([
    ['found', 0, undefined],
    ['never-held', 10, 'did not hold at 30/m either'],
    ['generator-limited', 14, 'limited by its own thread'],
    ['too-few-samples', 13, '15/m brings too few samples'],
    ['time-over', 13, 'a longer --duration'],
    ['stopped', 0, undefined],
  ] as const)('a search for the capacity that ended %s', (outcome, exitCode, reason) => {
    const capacity = { outcome, brokenPerSecond: 0.5, repeats: 0, limit: { text: 'its own thread' } };
    const steps = [
      { kind: 'climb', ratePerSecond: 0.25, fromMs: 0, toMs: 1, outcome: 'too-few-samples', slos: [] },
    ] as const;
    const conclusion = concludeRun({ load, thresholds: [], capacity: { ...capacity, steps } }, {});
    expect(conclusion.exitCode).toBe(exitCode);
    expect(conclusion.reasons.join()).toContain(reason ?? '');
    expect(conclusion.reasons).toHaveLength(reason === undefined ? 0 : 1);
  });

  it('does not let information decide', () => {
    const results = [{ ...expectation, outcome: 'fail', severity: 'information' }] as const;
    expect(concludeRun({ load, thresholds: [], verdict: { outcome: 'pass', results } }, {}).exitCode).toBe(0);
  });

  it('tells every reason, the one that decides first', () => {
    const { reasons } = concludeRun(
      { load, thresholds: [threshold], chaos: incomplete, verdict: unclear },
      {},
    );
    expect(reasons).toHaveLength(3);
    expect(reasons[0]).toContain('could not be proven gone');
  });

  it('says that a broken threshold ended the run, and keeps the code of thresholds', () => {
    const ending = { brokenThreshold: 'all.errors<1%' };
    const { exitCode, reasons } = concludeRun({ load, thresholds: [threshold] }, ending);
    expect(exitCode).toBe(10);
    expect(reasons).toEqual([
      'threshold all.errors<1% not met: 4%',
      'ended early, when all.errors<1% was broken',
    ]);
  });
});
