import { describe, expect, it } from 'vitest';
import { EPOCH_MS, type ShortLog, type ShortSpan, traceIdOf } from '../../test-otlp/otlp-requests.ts';
import { storedQueries } from '../../test-otlp/stored-queries.ts';

const queriesOf = storedQueries();

describe('logs', () => {
  const spans: readonly ShortSpan[] = [
    { service: 'gateway', id: 1, trace: 1, kind: 'SERVER', isError: true },
    { service: 'gateway', id: 2, trace: 2, kind: 'SERVER' },
  ];

  it('joins records to their spans and shows first those that should join but do not', async () => {
    const group = await queriesOf(spans, [
      { trace: 1, span: 1, body: 'boom' },
      { trace: 2, span: 2, body: 'boom' },
      { trace: 2, span: 77, body: 'boom of a lost span' },
      { trace: 3, span: 1, body: 'boom in another trace' },
      { body: 'boom without a trace' },
      { trace: 1, span: 1, body: 'quiet' },
    ]).logs({ bodyContains: 'boom' });
    expect(group).toMatchObject({ count: 5, withTrace: 4, joined: 2, onErrorSpan: 1 });
    expect(group.traceIds.slice(0, 2).toSorted()).toEqual([traceIdOf(2), traceIdOf(3)]);
    expect(group.traceIds[2]).toBe(traceIdOf(1));
  });

  it('picks by service, attribute and window', async () => {
    const queries = queriesOf(spans, [
      { attributes: { 'feature_flag.key': 'fault' } },
      { atMs: EPOCH_MS + 1000, attributes: { 'feature_flag.key': 'other' } },
    ]);
    const window = { fromMs: EPOCH_MS, toMs: EPOCH_MS + 1000 };
    expect((await queries.logs({ window })).count).toBe(1);
    expect((await queries.logs({ attributes: { 'feature_flag.key': 'other' } })).count).toBe(1);
    expect((await queries.logs({ service: 'gateway' })).count).toBe(2);
    expect((await queries.logs({ service: 'cart' })).count).toBe(0);
  });

  it('counts flag evaluations by flag and variant', async () => {
    const evaluation = (flag: string, variant: string, trace: number): ShortLog => ({
      eventName: 'feature_flag.evaluation',
      trace,
      span: trace,
      attributes: { 'feature_flag.key': flag, 'feature_flag.result.variant': variant },
    });
    const queries = queriesOf(spans, [
      evaluation('fault', 'on', 1),
      evaluation('fault', 'on', 2),
      evaluation('fault', 'off', 2),
      { ...evaluation('fault', 'on', 1), eventName: 'something.else' },
    ]);
    expect(await queries.flagEvaluations()).toEqual([
      { flag: 'fault', variant: 'on', count: 2, traceIds: [traceIdOf(1), traceIdOf(2)] },
      { flag: 'fault', variant: 'off', count: 1, traceIds: [traceIdOf(2)] },
    ]);
  });
});
