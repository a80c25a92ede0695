import { Router } from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FaultRule } from '../contract/fault-rule.ts';
import { applyFaultRule, applySteadyFault } from './fault-injection.ts';
import type { Kit } from './kit.ts';
import { type OtlpCapture, startOtlpCapture } from './testing/otlp-capture.ts';
import { startTestService, type TestService } from './testing/test-service.ts';

const STARTED_AT_MS = 1_700_000_000_000;
const RULE: FaultRule = {
  id: 'blackfriday',
  seed: 7,
  startedAtMs: STARTED_AT_MS,
  speed: 30,
  steps: [
    { fromMinute: 0, delayMs: 0, failureRatio: 0 },
    { fromMinute: 10, delayMs: 300, failureRatio: 0.25 },
  ],
};

const clock = {
  nowMs: STARTED_AT_MS,
  slept: [] as number[],
  now: () => clock.nowMs,
  sleep: async (durationMs: number) => void clock.slept.push(durationMs),
};

let otlp: OtlpCapture;
let service: TestService;

beforeAll(async () => {
  otlp = await startOtlpCapture();
  const env = { SHOP_OTLP_URL: otlp.url, SHOP_PEERS: '{"gateway":"http://127.0.0.1:9"}' };
  service = await startTestService({ name: 'frontend', routes: (kit) => [routes(kit)] }, env, { clock });
});
afterAll(async () => {
  await service.close();
  await otlp.close();
});
beforeEach(async () => {
  clock.nowMs = STARTED_AT_MS;
  clock.slept.length = 0;
  await service.control('POST', '/admin/flush');
  otlp.spans.length = 0;
  otlp.logs.length = 0;
});

function routes(kit: Kit): Router {
  return Router()
    .get('/curve', async (_request, response) => {
      const fault = kit.flags.get('recommendation-fault');
      const outcome = await applyFaultRule(kit, fault, 'recommendation-fault');
      response.status(outcome === 'fail' ? 503 : 200).json(outcome);
    })
    .get('/steady', async (_request, response) => {
      const fault = kit.flags.get('cart-chaos-errors');
      response.json(await applySteadyFault(kit, fault, 'cart-chaos-errors'));
    });
}

async function lease(flag: string, value: unknown): Promise<void> {
  const put = await service.control('PUT', '/chaos/leases/run', {
    expiresInMs: 60_000,
    overrides: [{ flag, value }],
  });
  expect(put.status).toBe(200);
}

async function outcomes(path: string, calls: number): Promise<readonly string[]> {
  const seen: string[] = [];
  for (let call = 0; call < calls; call += 1) {
    const response = await fetch(`${service.url}${path}`);
    seen.push((await response.json()) as string);
  }
  await service.control('POST', '/admin/flush');
  return seen;
}

const failures = (seen: readonly string[]) => seen.filter((one) => one === 'fail').length;

describe('a fault that changes with time', () => {
  it('does nothing while no rule is in force', async () => {
    await service.control('DELETE', '/chaos/leases/run');
    expect(failures(await outcomes('/curve', 5))).toBe(0);
    expect(otlp.spans[0]?.attributes).not.toHaveProperty('fault.rule');
  });

  it('does nothing before it starts', async () => {
    await lease('recommendation-fault', RULE);
    clock.nowMs = STARTED_AT_MS - 1;
    expect(failures(await outcomes('/curve', 3))).toBe(0);
    expect(clock.slept).toEqual([]);
  });

  it('stands on spans in a step without effect, but is neither counted nor logged', async () => {
    await lease('recommendation-fault', RULE);
    await outcomes('/curve', 1);
    expect(otlp.spans[0]?.attributes).toMatchObject({
      'fault.rule': 'blackfriday',
      'fault.step': 0,
      'demo.minute': 0,
    });
    expect(otlp.logs.map(({ body }) => body)).not.toContain('Feature flag triggered chaos');
  });

  it('delays every call and fails an even share, in spans, metrics and logs', async () => {
    await lease('recommendation-fault', RULE);
    clock.nowMs = STARTED_AT_MS + 22_500; // 30 times as fast: demo minute 11.25
    expect(failures(await outcomes('/curve', 40))).toBe(10);
    expect(clock.slept).toEqual(new Array(40).fill(300));
    expect(otlp.spans).toHaveLength(40);
    for (const { attributes } of otlp.spans) {
      expect(attributes).toMatchObject({ 'fault.rule': 'blackfriday', 'fault.step': 1, 'demo.minute': 11 });
      expect(attributes['feature_flag.key']).toBe('recommendation-fault');
    }
    const warnings = otlp.logs.filter(({ body }) => body === 'Feature flag triggered chaos');
    expect(warnings).toHaveLength(40);
    const spanIds = new Set(otlp.spans.map(({ spanId }) => spanId));
    expect(warnings.every((one) => one.severityText === 'WARN' && spanIds.has(one.spanId ?? ''))).toBe(true);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/fault_injected_total\{fault="recommendation-fault"\} 40/);
  });

  it('decides the same again when the rule starts anew', async () => {
    const play = async (startedAtMs: number) => {
      await lease('recommendation-fault', { ...RULE, startedAtMs });
      clock.nowMs = startedAtMs + 22_500;
      return outcomes('/curve', 7); // the share's period is 4 calls
    };
    expect(await play(STARTED_AT_MS + 1)).toEqual(await play(STARTED_AT_MS + 2));
  });

  it('leaves an evaluation event with the override on each trace', async () => {
    await lease('recommendation-fault', RULE);
    await outcomes('/curve', 2);
    const events = otlp.logs.filter(({ eventName }) => eventName === 'feature_flag.evaluation');
    expect(events).toHaveLength(2);
    expect(events.map(({ spanId }) => spanId)).toEqual(otlp.spans.map(({ spanId }) => spanId));
    expect(events[0]?.attributes).toMatchObject({
      'feature_flag.key': 'recommendation-fault',
      'feature_flag.result.variant': 'override',
      'feature_flag.result.reason': 'static',
      'feature_flag.provider.name': 'shop-flags',
    });
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/flag_evaluations_total\{flag="recommendation-fault",variant="override"\}/);
  });
});

describe('a steady fault', () => {
  it('hits an even share, which waits and fails, and leaves the others alone', async () => {
    await lease('cart-chaos-errors', { failureRatio: 0.15, delayMs: 2000 });
    expect(failures(await outcomes('/steady', 100))).toBe(15);
    expect(clock.slept).toEqual(new Array(15).fill(2000));
    expect(
      otlp.spans.filter(({ attributes }) => attributes['fault.rule'] === 'cart-chaos-errors'),
    ).toHaveLength(15);
  });
});

describe('flags at their default', () => {
  it('leave one event in the life of a process', async () => {
    await service.control('DELETE', '/chaos/leases/run');
    await outcomes('/steady', 3);
    expect(otlp.logs.filter(({ eventName }) => eventName === 'feature_flag.evaluation')).toEqual([]);
  });
});
