import type { RunPlan } from '../../plan/run-plan.ts';
import { exampleSteps } from './example-timeline.ts';

const wholeRun = (ratePerSecond: number) => [
  { durationMs: 70_000, fromRatePerSecond: ratePerSecond, toRatePerSecond: ratePerSecond },
];

/** What the example run was asked to do. */
export const examplePlan: RunPlan = {
  name: 'blackfriday',
  title: 'Black Friday: recommendations slow down, then fail',
  scenarioFile: 'scenarios/blackfriday.yaml',
  targetUrl: 'http://127.0.0.1:3000',
  seed: 42,
  speed: 30,
  loads: [
    {
      name: 'shoppers',
      during: 'fault',
      stages: [
        { durationMs: 20_000, fromRatePerSecond: 0.5, toRatePerSecond: 2 },
        { durationMs: 40_000, fromRatePerSecond: 2, toRatePerSecond: 2 },
      ],
      mix: [
        { journey: 'menu', probability: 0.8 },
        { journey: 'purchase', probability: 0.6 },
        { journey: 'history', probability: 0.3 },
        { journey: 'customers', probability: 0.1 },
      ],
      maxInFlight: 100,
      thinkTimeFactor: 1 / 30,
      probe: false,
    },
    {
      name: 'visitors',
      during: 'run',
      stages: wholeRun(4),
      mix: [
        { journey: 'menu', probability: 0.8 },
        { journey: 'history', probability: 0.3 },
      ],
      maxInFlight: 100,
      thinkTimeFactor: 1 / 30,
      probe: false,
      trafficType: 'baseline',
    },
    {
      name: 'probe',
      during: 'run',
      stages: wholeRun(41),
      mix: [{ journey: 'recommendations', probability: 1 }],
      maxInFlight: 820,
      thinkTimeFactor: 1 / 30,
      probe: true,
      trafficType: 'demo',
    },
  ],
  experiment: {
    steadyState: { durationMs: 5000, maxErrorRatio: 0.01, maxP95Ms: 500 },
    durationMs: 60_000,
    faults: [{ kind: 'recommendation-degraded', steps: exampleSteps, minCallsPerStep: 300 }],
    flags: [{ flag: 'recommendation-required', value: true }],
    recovery: { steadyForMs: 3000, deadlineMs: 15_000 },
  },
  thresholds: [
    {
      expression: 'menu.response.p95<500ms',
      subject: 'menu',
      metric: 'response',
      quantile: 0.95,
      comparator: '<',
      bound: 500,
    },
    {
      expression: 'history.errors<1%',
      subject: 'history',
      metric: 'errors',
      comparator: '<',
      bound: 0.01,
    },
  ],
  expectationFiles: ['scenarios/expectations/shop.yaml', 'scenarios/expectations/blackfriday.yaml'],
  origins: {
    seed: 'flag',
    speed: 'flag',
    targetUrl: 'environment',
    loads: 'scenario',
    faults: 'scenario',
    flags: 'scenario',
    expectations: 'scenario',
    thresholds: 'flag',
  },
};
