import { describe, expect, it } from 'vitest';
import { baggageOf, traceparentOf } from './trace-context.ts';
import { traceIdSource } from './trace-ids.ts';

describe('trace ids', () => {
  it('are hex of the right length, and never twice the same', () => {
    const next = traceIdSource();
    const ids = Array.from({ length: 1000 }, next);
    expect(
      ids.every(({ traceId, spanId }) => /^[0-9a-f]{32}$/.test(traceId) && /^[0-9a-f]{16}$/.test(spanId)),
    ).toBe(true);
    expect(new Set(ids.map(({ traceId }) => traceId)).size).toBe(1000);
    expect(new Set(ids.map(({ spanId }) => spanId)).size).toBe(1000);
  });

  it('travel as a sampled traceparent', () => {
    const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
    expect(traceparentOf(ids)).toBe(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`);
  });
});

it('baggage escapes what would end a value', () => {
  const marks = {
    trafficType: 'baseline',
    runId: 'a,b;c=d',
    sessionId: 's',
    userId: 'ü',
    probe: false,
  } as const;
  expect(baggageOf(marks)).toBe(
    'traffic.type=baseline,shop.run.id=a%2Cb%3Bc%3Dd,session.id=s,user.id=%C3%BC',
  );
});
