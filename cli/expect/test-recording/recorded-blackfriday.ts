import { callFails, type FaultRule } from '../../../target-shop/contract/fault-rule.ts';
import { SERVICES } from '../../../target-shop/service-table.ts';
import type { FaultWindow } from '../../plan/run-timeline.ts';
import type { RecordedLog, RecordedMetric, RecordedSpan, Recording } from './recording.ts';
import { type Hop, traceOf } from './trace-builder.ts';

const START_MS = Date.UTC(2026, 10, 27, 9);
const at = (seconds: number) => START_MS + seconds * 1000;

/** Ten seconds steady, one minute of fault in short: a healthy second, then three steps; ten seconds after. */
const STEPS: readonly FaultWindow[] = [
  { ...{ failureRatio: 0.02, delayMs: 100 }, ...stepBase(0, 11, 17) },
  { ...{ failureRatio: 0.25, delayMs: 1200 }, ...stepBase(1, 17, 23) },
  { ...{ failureRatio: 0.78, delayMs: 2800 }, ...stepBase(2, 23, 29) },
];
const RULE: FaultRule = {
  ...{ id: 'recommendation-degraded', seed: 1128, startedAtMs: at(10), speed: 1 },
  steps: STEPS.map(({ failureRatio, delayMs }, index) => ({ fromMinute: index, delayMs, failureRatio })),
};
const END_SECONDS = 40;

/** When the fault was proven gone. */
export const UNDONE_AT_MS = at(29.1);

function stepBase(index: number, from: number, to: number) {
  const broken = { service: 'recommendation', flag: 'recommendation-fault' } as const;
  return { index, ...broken, fromMs: at(from), toMs: at(to), minCalls: 150 };
}

/** Answers the recording of a Black Friday that went exactly as planned. */
export function recordedBlackfriday(): Recording {
  const spans = [...visitors(), ...shoppers(), ...probe()];
  return { spans, logs: logsOf(spans), metrics: metricsOfAll(), facts: factsOf(spans) };
}

function visitors(): readonly RecordedSpan[] {
  const kinds: readonly Hop[] = [
    edge('GET /api/menu', { service: 'catalog', name: 'GET /menu', stores: ['redis', 'postgresql'] }),
    edge('POST /api/browse', { service: 'catalog', name: 'GET /products', stores: ['postgresql'] }),
    edge('GET /api/orders', { service: 'orders', name: 'GET /orders', stores: ['postgresql'] }),
    edge('GET /api/customers', { service: 'orders', name: 'GET /customers', stores: ['redis'] }),
  ];
  return spread(480, 0, END_SECONDS).flatMap((startMs, i) => {
    const hop = kinds[i % kinds.length];
    const durationMs = 80 + ((i * 37) % 320);
    return hop === undefined ? [] : traceOf({ hop, startMs, durationMs, trafficType: 'baseline' });
  });
}

function shoppers(): readonly RecordedSpan[] {
  return spread(72, 10, 29).flatMap((startMs, i) => [
    ...traceOf({ hop: addToCart(), startMs, durationMs: 60 + i, trafficType: 'demo' }),
    ...traceOf({ hop: checkout(brokenHow(startMs, i)), startMs, durationMs: 400 + i, trafficType: 'demo' }),
  ]);
}

/** Asks for recommendations all the time, so that every step has calls enough. */
function probe(): readonly RecordedSpan[] {
  const plan = [[120, 0, 11], ...STEPS.map(stepSeconds), [120, 29.2, 39]] as const;
  return plan.flatMap(([count = 0, from = 0, to = 0]) =>
    spread(count, from, to).flatMap((startMs, i) => {
      const broken = brokenHow(startMs, i);
      const hop = edge('GET /api/recommendations', recommendation(broken), broken.fails);
      const durationMs = 90 + (i % 40) + broken.delayMs;
      return traceOf({ hop, startMs, durationMs, trafficType: 'demo' });
    }),
  );
}

function stepSeconds({ fromMs, toMs }: FaultWindow): readonly number[] {
  return [200, (fromMs - START_MS) / 1000, (toMs - START_MS) / 1000];
}

interface Broken {
  readonly fails: boolean;
  readonly delayMs: number;
  readonly step?: number;
}

function brokenHow(startMs: number, callIndex: number): Broken {
  const step = STEPS.find(({ fromMs, toMs }) => startMs >= fromMs && startMs < toMs);
  if (step === undefined) return { fails: false, delayMs: 0 };
  const fails = callFails(RULE, step.index, callIndex, 'recommendation-1');
  return { fails, delayMs: step.delayMs, step: step.index };
}

function recommendation({ fails, step }: Broken): Hop {
  return {
    ...{ service: 'recommendation', name: 'GET /recommendations', isError: fails },
    stores: ['redis'],
    calls: fails ? [] : [{ service: 'catalog', name: 'GET /products', stores: ['postgresql'] }],
    attributes: step === undefined ? {} : { 'fault.rule': RULE.id, 'fault.step': String(step) },
  };
}

function checkout(broken: Broken): Hop {
  const order: Hop = {
    ...{ service: 'orders', name: 'POST /orders', stores: ['postgresql', 'redis'] },
    calls: [
      { service: 'cart', name: 'GET /cart/:id', stores: ['redis'] },
      { service: 'catalog', name: 'GET /products', stores: ['postgresql'] },
      { service: 'pricing', name: 'POST /check-inventory', stores: ['redis'] },
      { service: 'payment', name: 'POST /payments', stores: ['postgresql'] },
    ],
  };
  const cart: Hop = { service: 'cart', name: 'GET /cart/:id', stores: ['redis'] };
  const calls = [cart, recommendation(broken), ...(broken.fails ? [] : [order])];
  const gateway: Hop = { service: 'gateway', name: 'POST /api/checkout', calls, isError: broken.fails };
  return { service: 'frontend', name: 'POST /api/checkout', calls: [gateway], isError: broken.fails };
}

function addToCart(): Hop {
  return edge('POST /api/cart', { service: 'cart', name: 'POST /cart', stores: ['redis'] });
}

function edge(name: string, inner: Hop, isError = false): Hop {
  const gateway: Hop = { service: 'gateway', name, calls: [inner], isError };
  return { service: 'frontend', name, calls: [gateway], isError };
}

function logsOf(spans: readonly RecordedSpan[]): readonly RecordedLog[] {
  return spans
    .filter(({ kind }) => kind === 'SERVER')
    .flatMap((span) => {
      const { traceId, spanId, service, startMs } = span;
      const base = { traceId, spanId, service, atMs: startMs + 1, attributes: {} };
      const isBroken = service === 'recommendation' && span.attributes['fault.step'] !== undefined;
      const needs = service === 'gateway' && span.name === 'POST /api/checkout';
      return [
        { ...base, body: `${span.name} answered` },
        ...(isBroken ? [evaluation(base, 'recommendation-fault')] : []),
        ...(needs ? [evaluation(base, 'recommendation-required')] : []),
        ...(isBroken ? [announcement(base, span.isError)] : []),
      ];
    });
}

function announcement(base: Omit<RecordedLog, 'body'>, fails: boolean): RecordedLog {
  return { ...base, body: 'Feature flag triggered chaos', attributes: { fails: String(fails) } };
}

function evaluation(base: Omit<RecordedLog, 'body'>, flag: string): RecordedLog {
  const attributes = { 'feature_flag.key': flag, 'feature_flag.result.variant': 'override' };
  return { ...base, body: 'Feature flag evaluated', eventName: 'feature_flag.evaluation', attributes };
}

function metricsOfAll(): readonly RecordedMetric[] {
  const atMs = [at(5), at(15), at(25), at(35)];
  return SERVICES.flatMap(({ name: service, stores }) => [
    { service, name: 'http.server.request.duration', atMs },
    ...(stores.length > 0 ? [{ service, name: 'db.client.operation.duration', atMs }] : []),
  ]);
}

function factsOf(spans: readonly RecordedSpan[]): Recording['facts'] {
  return {
    timeline: {
      ...{ startedAtMs: at(0), endedAtMs: at(END_SECONDS), faultSteps: STEPS },
      phases: [
        { name: 'steady', fromMs: at(0), toMs: at(10) },
        { name: 'fault', fromMs: at(10), toMs: at(29) },
        { name: 'recovery', fromMs: UNDONE_AT_MS, toMs: at(END_SECONDS) },
      ],
    },
    requestsSent: spans.filter(({ service }) => service === 'load-generator').length,
    flagsSet: ['recommendation-fault', 'recommendation-required'],
    undoneAtMs: UNDONE_AT_MS,
  };
}

/** Instants evenly spread over a stretch given in seconds of the run. */
function spread(count: number, fromSeconds: number, toSeconds: number): readonly number[] {
  const gapMs = ((toSeconds - fromSeconds) * 1000) / count;
  return Array.from({ length: count }, (_, i) => at(fromSeconds) + i * gapMs);
}
