import { wilsonInterval } from '../../core/statistics.ts';
import type { ChaosRecord, FaultStepResult } from '../../run/run-record.ts';
import { exampleTraffic } from './example-load.ts';
import { exampleTimeline } from './example-timeline.ts';

const { phases, startedAtMs, endedAtMs, faultSteps } = exampleTimeline;
const FAULT = phases.find(({ name }) => name === 'fault') ?? { fromMs: startedAtMs, toMs: endedAtMs };

/** What each step did: the observed figures stand a little beside the plan, as in life. */
const STEPS: readonly FaultStepResult[] = faultSteps.map(
  ({ index, fromMs, toMs, failureRatio, delayMs }): FaultStepResult => {
    const calls = Math.round(((toMs - fromMs) / 1000) * 41.5);
    const failures = Math.round(calls * failureRatio) + (index % 2);
    return {
      index,
      fromMs,
      toMs,
      planned: { failureRatio, addedDelayMs: delayMs },
      observed: {
        calls,
        failures,
        failureRatio: failures / calls,
        failureInterval: wilsonInterval(failures, calls, 0.99),
        addedDelayMs: delayMs + 1.4 + index,
      },
      users: exampleTraffic('shoppers', fromMs, toMs),
      baseline: { ...exampleTraffic('visitors', fromMs, toMs), ...(index === 4 ? { p95Ms: 248 } : {}) },
      outcome: 'pass',
      reason: 'share and delay as planned',
    };
  },
);

/** The example's fault as it was injected, proven and undone. */
export const exampleChaos: ChaosRecord = {
  steadyState: { isSteady: true, requests: 238, errorRatio: 0, p95Ms: 243, reasons: [] },
  steps: STEPS,
  undo: { outcome: 'undone', tookMs: 41, left: [] },
  recovery: {
    outcome: 'recovered',
    tookMs: 380,
    reason: 'steady for 3s: 0 errors in 164 requests, p95 247 ms',
  },
  events: [
    {
      atMs: FAULT.fromMs - 20,
      kind: 'steady',
      text: 'The shop is steady: 0 of 238 requests failed, p95 243 ms.',
    },
    { atMs: FAULT.fromMs, kind: 'inject', text: 'recommendation-degraded on recommendation-1, lease 10s.' },
    ...STEPS.map(({ index, fromMs, planned }) => ({
      atMs: fromMs,
      kind: 'step' as const,
      text: `Step ${index + 1}: +${planned.addedDelayMs} ms, ${Math.round(planned.failureRatio * 100)} % of calls fail.`,
    })),
    { atMs: FAULT.toMs + 41, kind: 'undo', text: 'No instance holds an override.' },
    { atMs: FAULT.toMs + 421, kind: 'recovered', text: 'The shop is steady again.' },
  ],
};
