import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShopSize } from '../../target-shop/service-table.ts';
import { decodeLogs, decodeTraces } from '../telemetry/receiver/decode-otlp.ts';
import { decodeMetrics } from '../telemetry/receiver/decode-otlp-metrics.ts';
import { openTelemetryFile } from '../telemetry/sources/embedded/open-telemetry-file.ts';
import { createTelemetryStore } from '../telemetry/store/telemetry-store.ts';
import { readExpectations } from './expectation-file.ts';
import { judgeExpectations } from './judge-expectations.ts';
import { observeFaultSteps } from './observe-fault-steps.ts';
import type { RunFacts } from './run-facts.ts';
import { BROKEN_RECORDINGS } from './test-recording/broken-recordings.ts';
import { type Mutation, nothingStored } from './test-recording/mutations.ts';
import { recordedBlackfriday } from './test-recording/recorded-blackfriday.ts';
import { otlpRequests, type Recording } from './test-recording/recording.ts';
import { type Hop, traceOf } from './test-recording/trace-builder.ts';
import type { Outcome, Verdict } from './verdict.ts';

const EXPECTATIONS = path.join(import.meta.dirname, '../../scenarios/expectations');
const SHOP = readExpectations(path.join(EXPECTATIONS, 'shop.yaml'));
const BLACKFRIDAY = readExpectations(path.join(EXPECTATIONS, 'blackfriday.yaml'));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'judged-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function stored(recording: Recording) {
  files += 1;
  const file = path.join(folder, `telemetry-${files}.db`);
  const { traces, logs, metrics } = otlpRequests(recording);
  const store = createTelemetryStore(file);
  store.insertTraces(decodeTraces(traces));
  store.insertLogs(decodeLogs(logs));
  store.insertMetrics(decodeMetrics(metrics));
  store.close();
  return openTelemetryFile(file);
}

async function judge(recording: Recording, facts?: RunFacts): Promise<Verdict> {
  const queries = stored(recording);
  try {
    return await judgeExpectations({
      files: [SHOP, BLACKFRIDAY],
      queries,
      ...(facts === undefined ? {} : { facts }),
    });
  } finally {
    queries.close();
  }
}

/** What deciding expectations say of a broken recording, by outcome, ids in the order of the files. */
async function unmetBy(mutate: Mutation) {
  const broken = mutate(recordedBlackfriday());
  const { results, outcome } = await judge(broken, broken.facts);
  const ids = (wanted: Outcome) =>
    results.filter((one) => one.outcome === wanted && one.severity === 'error').map(({ id }) => id);
  return { outcome, results, fail: ids('fail'), inconclusive: ids('inconclusive'), pass: ids('pass') };
}

/** The facts of a run as those of a load without a fault. */
function plainLoad({ timeline, ...facts }: RunFacts): RunFacts {
  const { startedAtMs: fromMs, endedAtMs: toMs } = timeline;
  const phases = [{ name: 'load', fromMs, toMs } as const];
  return { ...facts, timeline: { ...timeline, phases, faultSteps: [] }, flagsSet: [] };
}

/** An order that is shipped, at rates of the day: seven places deep. */
function shippedOrder(): Hop {
  const currency: Hop = { service: 'currency', name: 'GET /rates', stores: ['redis'] };
  const shipping: Hop = { service: 'shipping', name: 'POST /shipments', calls: [currency] };
  const orders: Hop = { service: 'orders', name: 'POST /orders', calls: [shipping] };
  const gateway: Hop = { service: 'gateway', name: 'POST /api/checkout', calls: [orders] };
  return { service: 'frontend', name: 'POST /api/checkout', calls: [gateway] };
}

describe('the verdict on a Black Friday', () => {
  it('is green when everything went as planned', async () => {
    const whole = recordedBlackfriday();
    const { results, outcome } = await judge(whole, whole.facts);
    expect(results.filter((one) => one.outcome !== 'pass')).toEqual([]);
    expect(outcome).toBe('pass');
  });

  it.each(BROKEN_RECORDINGS)('sees $name', async ({ mutate, fail, inconclusive = [], says: [id, text] }) => {
    const unmet = await unmetBy(mutate);
    expect({ fail: unmet.fail, inconclusive: unmet.inconclusive }).toEqual({ fail, inconclusive });
    expect(unmet.outcome).toBe('fail');
    const told = unmet.results.find((one) => one.id === id);
    expect(`${told?.observed} | ${told?.hint}`).toContain(text);
  });

  it('fails an empty store by the ledger alone, and passes nothing', async () => {
    const unmet = await unmetBy(nothingStored);
    expect({ fail: unmet.fail, pass: unmet.pass }).toEqual({
      fail: ['requests-traced', 'requests-served'],
      pass: [],
    });
    expect(unmet.results.find(({ id }) => id === 'requests-traced')?.observed).toBe(
      'no telemetry at all for 1,464 requests',
    );
  });

  it('shows failed traces first, and names the file and line of what it judged', async () => {
    const whole = recordedBlackfriday();
    const { results } = await judge(whole, whole.facts);
    const step = results.find(({ id }) => id === 'fault-as-planned/step-1');
    const failed = whole.spans.filter(({ service, isError }) => service === 'recommendation' && isError);
    expect(step).toMatchObject({ file: BLACKFRIDAY.file, line: 8, sampleSize: 223 });
    expect(step?.traceIds).toHaveLength(5);
    expect(failed.map(({ traceId }) => traceId)).toEqual(
      expect.arrayContaining(step?.traceIds.slice(0, 3) ?? []),
    );
  });
});

describe('the verdict on less than a whole experiment', () => {
  it('leaves expectations of an experiment out for a plain load', async () => {
    const { facts, ...whole } = recordedBlackfriday();
    const plain = plainLoad(facts);
    const { results } = await judge({ ...whole, facts: plain }, plain);
    expect(new Set(results.map(({ file }) => file))).toEqual(new Set([SHOP.file]));
  });

  it('holds buyers to 5 % of errors on a usual day, and not under a fault', async () => {
    const { facts, ...whole } = recordedBlackfriday();
    const usual = plainLoad(facts);
    const judged = async (recording: Recording) =>
      (await judge(recording, recording.facts)).results.find(({ id }) => id === 'demo-errors');
    expect(await judged({ ...whole, facts })).toBeUndefined();
    const broken = await judged({ ...whole, facts: usual });
    expect(broken).toMatchObject({ outcome: 'fail', observed: expect.stringContaining('spans failed (') });
    const spans = whole.spans.map((span) => ({ ...span, isError: false }));
    expect(await judged({ ...whole, spans, facts: usual })).toMatchObject({ outcome: 'pass' });
  });

  it('expects orders of the full shop to go deeper than those of the core', async () => {
    const { facts, ...whole } = recordedBlackfriday();
    const judged = async (spans: Recording['spans'], size: ShopSize) => {
      const { results } = await judge({ ...whole, spans, facts }, { ...facts, size });
      return results.find(({ id }) => id === 'checkout-depth')?.outcome;
    };
    const shipped = Array.from({ length: 6 }, (_, i) =>
      traceOf({
        hop: shippedOrder(),
        startMs: facts.timeline.startedAtMs + i,
        durationMs: 500,
        trafficType: 'demo',
      }),
    ).flat();
    expect(await judged(whole.spans, 'core')).toBe('pass');
    expect(await judged(whole.spans, 'full')).toBe('fail');
    expect(await judged(shipped, 'full')).toBe('pass');
  });

  it('does not expect of a shop with a flavour what the flavour’s load leaves alone', async () => {
    const whole = recordedBlackfriday();
    const isGone = ({ service }: { readonly service: string }) => service === 'recommendation';
    const spans = whole.spans.filter((span) => !isGone(span));
    const metrics = whole.metrics.filter((metric) => !isGone(metric));
    const ofShop = ['services-visible', 'edges-seen', 'server-durations', 'store-durations'];
    const failedOf = async (facts: RunFacts) => {
      const { results } = await judge({ ...whole, spans, metrics, facts }, facts);
      return results
        .filter(({ id, outcome }) => ofShop.includes(id) && outcome !== 'pass')
        .map(({ id }) => id);
    };
    expect(await failedOf({ ...whole.facts, flavour: 'coffee' })).toEqual([]);
    expect(await failedOf(whole.facts)).toEqual(ofShop);
    const { results } = await judge(whole, { ...whole.facts, flavour: 'coffee' });
    expect(results.filter(({ id, outcome }) => ofShop.includes(id) && outcome !== 'pass')).toEqual([]);
  });

  it('judges telemetry without its run, and says which expectations need the run', async () => {
    const { results, outcome } = await judge(recordedBlackfriday());
    const undecided = results.filter((one) => one.outcome !== 'pass');
    expect(outcome).toBe('inconclusive');
    expect(undecided.every((one) => one.hint?.includes('shopctl validate --run ID'))).toBe(true);
    expect(undecided.map(({ id }) => id)).toEqual([
      'demo-errors',
      'requests-traced',
      'requests-served',
      'fault-as-planned',
      'shoppers-feel-it',
      'shoppers-by-step',
      'baseline-unharmed',
      'baseline-still-fast',
      'flags-took-effect',
      'chaos-lines-joined',
      'recovery-clean',
      'recovery-users',
    ]);
  });

  it('is inconclusive when nothing was judged', async () => {
    const queries = stored(recordedBlackfriday());
    expect(await judgeExpectations({ files: [], queries })).toEqual({ outcome: 'inconclusive', results: [] });
    queries.close();
  });

  it('refuses two files with an expectation of the same id', async () => {
    const queries = stored(recordedBlackfriday());
    await expect(judgeExpectations({ files: [SHOP, SHOP], queries })).rejects.toThrow(
      /shop\.yaml:8: expectation "services-visible" is already in .*shop\.yaml:8/,
    );
    queries.close();
  });
});

describe('observed fault steps', () => {
  it('tell planned from observed, what users met and what baseline met', async () => {
    const { facts, ...whole } = recordedBlackfriday();
    const queries = stored({ ...whole, facts });
    const steps = await observeFaultSteps({ queries, timeline: facts.timeline });
    queries.close();
    expect(steps.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass']);
    expect(steps[2]).toMatchObject({
      planned: { failureRatio: 0.78, addedDelayMs: 2800 },
      observed: { calls: 222, failures: 173 },
      users: { requests: 22, errors: 17 },
      baseline: { requests: 72, errors: 0 },
    });
  });
});
