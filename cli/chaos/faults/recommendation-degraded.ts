import type { FaultRule } from '../../../target-shop/contract/fault-rule.ts';
import type { Fault } from '../fault.ts';

const FLAG = 'recommendation-fault';

/**
 * Recommendations grow slow and fail (V-07, V-08). Every instance of the service gets the whole curve and
 * follows it by its own clock, so a step needs no push and cannot be late.
 */
export const recommendationDegraded: Fault = {
  kind: 'recommendation-degraded',
  services: ['recommendation'],
  overrides(plan, { startedAtMs, speed, seed }) {
    const rule: FaultRule = { id: plan.kind, seed, startedAtMs, speed, steps: plan.steps };
    return [{ flag: FLAG, value: rule }];
  },
  windows(plan, { startedAtMs, durationMs, speed }) {
    const startsMs = plan.steps.map((step) => startedAtMs + (step.fromMinute * 60_000) / speed);
    return plan.steps.map((step, index) => ({
      index,
      service: 'recommendation',
      flag: FLAG,
      fromMs: startsMs[index] ?? startedAtMs,
      toMs: startsMs[index + 1] ?? startedAtMs + durationMs,
      failureRatio: step.failureRatio,
      delayMs: step.delayMs,
      minCalls: plan.minCallsPerStep,
    }));
  },
};
