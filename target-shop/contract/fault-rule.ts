import { keyedRandom } from './keyed-random.ts';

/** One step of a fault's curve: from a demo minute on, so much delay and so many failures. */
export interface FaultStep {
  /** Demo minutes since the fault started, ≥ 0, ascending; at the plan's speed a minute is 60 s / speed long. */
  readonly fromMinute: number;
  /** Delay added to every matching call, in milliseconds. */
  readonly delayMs: number;
  /** Share of matching calls that fail, 0..1. */
  readonly failureRatio: number;
}

/** A fault that changes with time. Every instance evaluates it by itself, so all agree without a restart. */
export interface FaultRule {
  /** Names the rule in decisions and on spans. */
  readonly id: string;
  readonly seed: number;
  /** Epoch milliseconds of demo minute 0. */
  readonly startedAtMs: number;
  /** How many demo seconds pass in a real second, > 0. */
  readonly speed: number;
  readonly steps: readonly FaultStep[];
}

/** Where on its curve a rule stands. */
export interface FaultPosition {
  readonly step: FaultStep;
  /** Place of the step in the rule, from 0. */
  readonly stepIndex: number;
  /** Demo minutes since the start, with fractions. */
  readonly demoMinute: number;
}

/** Answers where on its curve a rule stands at an instant; `undefined` before its first step. */
export function faultPosition(rule: FaultRule, nowMs: number): FaultPosition | undefined {
  const demoMinute = ((nowMs - rule.startedAtMs) / 60_000) * rule.speed;
  const stepIndex = rule.steps.findLastIndex((step) => demoMinute >= step.fromMinute);
  const step = rule.steps[stepIndex];
  return step === undefined ? undefined : { step, stepIndex, demoMinute };
}

/**
 * Answers whether the n-th matching call of a step fails on one instance.
 * Failures are spread evenly (error diffusion from a seeded phase), so any window of calls holds its share
 * to within one call, where coin flips stray by 10 points in 200 calls.
 * @param callIndex 0 for the first matching call in this step on this instance
 */
export function callFails(rule: FaultRule, stepIndex: number, callIndex: number, instance: string): boolean {
  const ratio = rule.steps[stepIndex]?.failureRatio ?? 0;
  const phase = keyedRandom(rule.seed, rule.id, stepIndex, instance);
  return Math.floor((callIndex + 1) * ratio + phase) > Math.floor(callIndex * ratio + phase);
}
