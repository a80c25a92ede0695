import { describe, expect, it } from 'vitest';
import {
  checkoutTrace,
  EPOCH_MS,
  type ShortSpan,
  spanIdOf,
  traceIdOf,
} from '../../test-otlp/otlp-requests.ts';
import { storedQueries } from '../../test-otlp/stored-queries.ts';

const queriesOf = storedQueries();

/** A span of another trace that starts so long after the first. */
const later = (afterMs: number): ShortSpan => ({
  ...{ service: 'cart', id: 900, trace: 9, kind: 'SERVER', startMs: EPOCH_MS + afterMs },
});

describe('trace shapes', () => {
  it('counts services and stores along the path, not spans', async () => {
    const shapes = await queriesOf(checkoutTrace(1)).traceShapes({ service: 'gateway' });
    expect(shapes).toEqual([{ traceId: traceIdOf(1), spanDepth: 9, serviceDepth: 6, orphans: 0, spans: 9 }]);
  });

  it('counts spans whose parent never came, and measures what is left', async () => {
    const torn = checkoutTrace(1).filter(({ service }) => service !== 'orders');
    const [shape] = await queriesOf([...torn, later(6000)]).traceShapes({ service: 'pricing' });
    expect(shape).toMatchObject({ orphans: 1, spans: 7, spanDepth: 5, serviceDepth: 3 });
  });

  it('does not miss a parent that may have been open when the recording ended', async () => {
    const torn = checkoutTrace(1).filter(({ service }) => service !== 'orders');
    const [shape] = await queriesOf([...torn, later(4000)]).traceShapes({ service: 'pricing' });
    expect(shape).toMatchObject({ orphans: 0, spans: 7 });
  });

  it('looks at whole traces, but only at those the selector touches', async () => {
    const other: ShortSpan = { service: 'cart', id: 900, trace: 9, kind: 'SERVER' };
    const queries = queriesOf([...checkoutTrace(1), other]);
    expect(await queries.traceShapes({ service: 'pricing' })).toHaveLength(1);
    expect(await queries.traceShapes({})).toHaveLength(2);
  });

  it('survives spans that are their own ancestors', async () => {
    const queries = queriesOf([
      { service: 'a', id: 1, parent: 2, kind: 'SERVER' },
      { service: 'b', id: 2, parent: 1, kind: 'SERVER' },
      { service: 'c', id: 3, parent: 3, kind: 'SERVER' },
    ]);
    const [shape] = await queries.traceShapes({});
    expect(shape).toMatchObject({ spans: 3, orphans: 0 });
    expect((await queries.slowestTraces({ entry: false }, 1))[0]?.spans).toHaveLength(3);
  });
});

describe('slowest traces', () => {
  it('answers whole traces, slowest first, parents before children', async () => {
    const slow = checkoutTrace(2).map((span) => ({ ...span, durationMs: (span.durationMs ?? 0) * 3 }));
    const [first, ...rest] = await queriesOf([
      ...checkoutTrace(1),
      ...slow,
      ...checkoutTrace(3),
    ]).slowestTraces({ service: 'frontend' }, 2);
    expect(rest).toHaveLength(1);
    expect(first).toMatchObject({ traceId: traceIdOf(2), startedAtMs: EPOCH_MS, durationMs: 300 });
    expect(first?.spans.map(({ service, kind }) => `${service} ${kind}`)).toEqual([
      'load-generator CLIENT',
      'frontend SERVER',
      'frontend CLIENT',
      'gateway SERVER',
      'gateway CLIENT',
      'orders SERVER',
      'orders CLIENT',
      'pricing SERVER',
      'pricing CLIENT',
    ]);
    expect(first?.spans[1]).toEqual({
      spanId: spanIdOf(202),
      parentSpanId: spanIdOf(201),
      service: 'frontend',
      name: 'POST /api/checkout',
      kind: 'SERVER',
      offsetMs: 1,
      durationMs: 270,
      isError: false,
      attributes: {},
    });
    expect(first?.spans.at(-1)?.attributes).toMatchObject({ 'db.query.text': 'GET stock:7' });
  });
});
