import type { FaultStep } from '../../../target-shop/contract/fault-rule.ts';
import type { RunTimeline } from '../../plan/run-timeline.ts';

/** Black Friday, 27 November 2026, 9:00 UTC. */
const STARTED_AT_MS = Date.UTC(2026, 10, 27, 9);
const SPEED = 30;
const FAULT_FROM_MS = STARTED_AT_MS + 5000;
const FAULT_TO_MS = FAULT_FROM_MS + 60_000;

/** The curve of Black Friday in demo minutes. */
export const exampleSteps: readonly FaultStep[] = [
  { fromMinute: 1, delayMs: 100, failureRatio: 0.02 },
  { fromMinute: 5, delayMs: 500, failureRatio: 0.1 },
  { fromMinute: 10, delayMs: 1200, failureRatio: 0.25 },
  { fromMinute: 15, delayMs: 2000, failureRatio: 0.5 },
  { fromMinute: 20, delayMs: 2800, failureRatio: 0.78 },
];

/** 5 s steady, 60 s fault in five steps, 5 s recovery. */
export const exampleTimeline: RunTimeline = {
  startedAtMs: STARTED_AT_MS,
  endedAtMs: FAULT_TO_MS + 5000,
  phases: [
    { name: 'steady', fromMs: STARTED_AT_MS, toMs: FAULT_FROM_MS },
    { name: 'fault', fromMs: FAULT_FROM_MS, toMs: FAULT_TO_MS },
    { name: 'recovery', fromMs: FAULT_TO_MS, toMs: FAULT_TO_MS + 5000 },
  ],
  faultSteps: exampleSteps.map(({ fromMinute, delayMs, failureRatio }, index) => {
    const next = exampleSteps[index + 1];
    return {
      index,
      service: 'recommendation',
      flag: 'recommendation-fault',
      fromMs: FAULT_FROM_MS + (fromMinute * 60_000) / SPEED,
      toMs: next === undefined ? FAULT_TO_MS : FAULT_FROM_MS + (next.fromMinute * 60_000) / SPEED,
      failureRatio,
      delayMs,
      minCalls: 300,
    };
  }),
};
