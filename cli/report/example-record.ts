import type { RunRecord } from '../run/run-record.ts';
import { exampleChaos } from './example/example-chaos.ts';
import { exampleLoad } from './example/example-load.ts';
import { examplePlan } from './example/example-plan.ts';
import { exampleTimeline } from './example/example-timeline.ts';
import { exampleTraces } from './example/example-traces.ts';
import { exampleVerdict } from './example/example-verdict.ts';

/**
 * A Black Friday run at 30 demo seconds a second, as tests and the committed example reports know it:
 * 70 seconds, five fault steps, three loads, one expectation missed and one that could not be judged.
 * Made by formulas from a fixed seed; no figure in it was measured.
 */
export const exampleRecord: RunRecord = {
  schema: 'shopctl.run/v1',
  id: '20261127-090000-blackfriday',
  command: 'shopctl chaos blackfriday --speed 30 --seed 42',
  status: 'completed',
  shopctlVersion: '0.1.0',
  machine: { node: '26.10.0', cpus: 2, os: 'linux x64' },
  plan: examplePlan,
  timeline: exampleTimeline,
  load: exampleLoad,
  thresholds: [
    { expression: 'menu.response.p95<500ms', outcome: 'pass', observed: '241ms', samples: 303 },
    { expression: 'history.errors<1%', outcome: 'pass', observed: '0%', samples: 112 },
  ],
  // Of 58 checkouts 40 failed and one was declined.
  orders: {
    outcome: 'pass',
    ...{ placed: 17, reconciled: 17, unseen: 0, lost: 40, lostButPlaced: 0, further: 0 },
    violations: [],
    violated: 0,
  },
  chaos: exampleChaos,
  verdict: exampleVerdict,
  slowestTraces: exampleTraces,
  exitCode: 10,
  reasons: ['expectations not met: logs-joined', 'could not be judged: cache-hits'],
};

/** A run of load alone that met everything asked of it: no experiment, no verdict, no slow traces. */
export const exampleLoadRecord: RunRecord = {
  ...withoutExperiment(exampleRecord),
  id: '20261127-091500-load',
  command: 'shopctl load --rate 240 --duration 70s',
  exitCode: 0,
  reasons: [],
};

function withoutExperiment({ chaos, verdict, orders, ...record }: RunRecord): RunRecord {
  const { experiment, scenarioFile, ...plan } = record.plan;
  const { startedAtMs, endedAtMs } = record.timeline;
  return {
    ...record,
    plan: {
      ...plan,
      name: 'load',
      title: 'Weighted user journeys against the shop',
      speed: 1,
      loads: plan.loads.filter(({ name }) => name === 'visitors'),
      expectationFiles: [],
      origins: { rate: 'flag', duration: 'flag', seed: 'default' },
    },
    timeline: {
      startedAtMs,
      endedAtMs,
      phases: [{ name: 'load', fromMs: startedAtMs, toMs: endedAtMs }],
      faultSteps: [],
    },
    load: {
      ...record.load,
      loads: record.load.loads.filter(({ name }) => name === 'visitors'),
      windows: record.load.windows.filter(({ load }) => load === 'visitors'),
      errors: [],
    },
    slowestTraces: [],
  };
}
