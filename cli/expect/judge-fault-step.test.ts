import { describe, expect, it } from 'vitest';
import { judgeFaultStep, type PlannedStep, type SeenStep } from './judge-fault-step.ts';

const WORST: PlannedStep = { failureRatio: 0.78, delayMs: 2800, minCalls: 300 };
const MARKED = { inRun: 320, inStep: 320 };

function added(ms: number, spreadMs = 20): NonNullable<SeenStep['addedDelay']> {
  return { ms, interval: { low: ms - spreadMs, high: ms + spreadMs } };
}

function seen(changes: Partial<SeenStep> = {}): SeenStep {
  return { calls: 320, failures: 250, marked: MARKED, addedDelay: added(2790), ...changes };
}

describe('a step of a fault held against its plan', () => {
  it('passes when share, delay and schedule are as planned', () => {
    expect(judgeFaultStep(WORST, seen())).toEqual({
      outcome: 'pass',
      reason: '78.1% of 320 calls failed, 78% planned; +2.79s, +2.8s planned; on schedule',
    });
  });

  it('fails when nothing failed although 78 % should have', () => {
    const { outcome, reason } = judgeFaultStep(WORST, seen({ failures: 0 }));
    expect(outcome).toBe('fail');
    expect(reason).toContain('0% of 320 calls failed, 78% planned: beyond chance');
  });

  it('is inconclusive without a call', () => {
    expect(judgeFaultStep(WORST, seen({ calls: 0, failures: 0 })).outcome).toBe('inconclusive');
  });

  it('is inconclusive when a small planned share left no trace, though chance allows it', () => {
    const planned = { failureRatio: 0.02, delayMs: 0, minCalls: 300 };
    const { outcome, reason } = judgeFaultStep(planned, seen({ failures: 0, addedDelay: added(1) }));
    expect(outcome).toBe('inconclusive');
    expect(reason).toContain('no effect seen');
  });

  it('judges delay and schedule only, and says so, on fewer calls than needed', () => {
    const few = { calls: 40, failures: 30, marked: { inRun: 40, inStep: 40 } };
    const { outcome, reason } = judgeFaultStep(WORST, seen(few));
    expect(outcome).toBe('pass');
    expect(reason).toContain('share not judged on fewer than 300 calls');
  });

  it('fails on few calls that already rule the share out', () => {
    expect(judgeFaultStep(WORST, seen({ calls: 40, failures: 0 })).outcome).toBe('fail');
  });

  it.each([
    { ms: 2490, spreadMs: 20, outcome: 'fail' },
    { ms: 2500, spreadMs: 400, outcome: 'inconclusive' },
    { ms: 2530, spreadMs: 20, outcome: 'pass' },
  ])('a delay of $ms ± $spreadMs ms against 2800 ms: $outcome', ({ ms, spreadMs, outcome }) => {
    expect(judgeFaultStep(WORST, seen({ addedDelay: added(ms, spreadMs) })).outcome).toBe(outcome);
  });

  it('forgives 25 ms where a tenth of the delay would be less', () => {
    const planned = { failureRatio: 0.02, delayMs: 100, minCalls: 300 };
    const judge = (ms: number) =>
      judgeFaultStep(planned, seen({ failures: 6, addedDelay: added(ms, 1) })).outcome;
    expect([judge(124), judge(127)]).toEqual(['pass', 'fail']);
  });

  it('does not judge a delay without calls before the fault', () => {
    const { addedDelay: _none, ...without } = seen();
    const { outcome, reason } = judgeFaultStep(WORST, without);
    expect(outcome).toBe('inconclusive');
    expect(reason).toContain('no call before the fault');
  });

  it('fails when calls of the step lie outside it', () => {
    const { outcome, reason } = judgeFaultStep(WORST, seen({ marked: { inRun: 320, inStep: 200 } }));
    expect(outcome).toBe('fail');
    expect(reason).toContain('off schedule: 120 of its 320 calls lie outside it');
  });
});
