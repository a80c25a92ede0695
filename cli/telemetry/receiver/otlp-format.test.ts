import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import type { DecodedTraces } from '../store/telemetry-records.ts';
import { attributes, checkoutTrace, logRequest, traceRequest } from '../test-otlp/otlp-requests.ts';
import { decodeLogs, decodeTraces } from './decode-otlp.ts';
import { decodeMetrics } from './decode-otlp-metrics.ts';
import { otlpFormat, type Signal } from './otlp-format.ts';
import { OTLP_SCHEMA } from './otlp-schema.ts';
import { OtlpDataError } from './wire-value.ts';

const { root } = protobuf.parse(OTLP_SCHEMA);
const ID_FIELDS = new Set(['traceId', 'spanId', 'parentSpanId']);

/** Encodes OTLP JSON as protobuf: the same names, but ids are bytes. */
function protobufOf(type: string, json: object): Buffer {
  const message = root.lookupType(type);
  const bytes = JSON.parse(JSON.stringify(json), (key, value) =>
    ID_FIELDS.has(key) ? Buffer.from(value, 'hex').toString('base64') : value,
  );
  return Buffer.from(message.encode(message.fromObject(bytes)).finish());
}

function decodeProtobuf(signal: Signal, body: Buffer) {
  const format = otlpFormat('application/x-protobuf');
  if (format === undefined) throw new Error('protobuf is not understood');
  return format.decode(signal, body);
}

function oneSpan(span: object): DecodedTraces {
  const ids = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) };
  return decodeTraces({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...ids, ...span }] }] }] });
}

const METRICS = {
  resourceMetrics: [
    {
      resource: { attributes: attributes({ 'service.name': 'cart' }) },
      scopeMetrics: [
        {
          metrics: [
            {
              name: 'http.server.request.duration',
              unit: 's',
              histogram: {
                aggregationTemporality: 2,
                dataPoints: [
                  {
                    timeUnixNano: '1763720000123456789',
                    count: '3',
                    sum: 1.5,
                    min: 0.1,
                    max: 1,
                    bucketCounts: ['1', '2', '0'],
                    explicitBounds: [0.5, 1],
                    attributes: attributes({ 'http.route': '/cart' }),
                  },
                ],
              },
            },
            {
              name: 'jobs',
              sum: { isMonotonic: true, aggregationTemporality: 1, dataPoints: [{ asInt: '-7' }] },
            },
            { name: 'depth', gauge: { dataPoints: [{ asDouble: 0 }, { asDouble: 9, flags: 1 }] } },
            { name: 'exponential', exponentialHistogram: { dataPoints: [{ count: '2', sum: 3 }] } },
            { name: 'old', summary: { dataPoints: [{ count: '4', sum: 5 }] } },
          ],
        },
      ],
    },
  ],
};

describe('protobuf and JSON', () => {
  it('mean the same spans', () => {
    const json = traceRequest(checkoutTrace(7));
    const fromProtobuf = decodeProtobuf('traces', protobufOf('ExportTraceServiceRequest', json));
    expect(fromProtobuf).toEqual(decodeTraces(json));
    expect(decodeTraces(json).spans).toHaveLength(9);
  });

  it('mean the same log records', () => {
    const json = logRequest('cart', [
      {
        trace: 1,
        span: 2,
        body: 'hello',
        eventName: 'feature_flag.evaluation',
        attributes: { n: 1, ok: true },
      },
      { attributes: { ratio: 0.25 } },
    ]);
    const fromProtobuf = decodeProtobuf('logs', protobufOf('ExportLogsServiceRequest', json));
    expect(fromProtobuf).toEqual(decodeLogs(json));
    expect(decodeLogs(json).logs[0]).toMatchObject({
      body: 'hello',
      severity: 9,
      attributes: { n: 1, ok: true },
    });
  });

  it('mean the same metrics of every kind', () => {
    const fromProtobuf = decodeProtobuf('metrics', protobufOf('ExportMetricsServiceRequest', METRICS));
    expect(fromProtobuf).toEqual(decodeMetrics(METRICS));
    expect(decodeMetrics(METRICS).points).toMatchObject([
      { kind: 'histogram', atUs: 1763720000123456, distribution: { count: 3, min: 0.1, buckets: [1, 2, 0] } },
      { kind: 'sum', value: -7, isMonotonic: true, temporality: 1 },
      { kind: 'gauge', value: 0 },
      { kind: 'exponential-histogram', distribution: { count: 2, sum: 3 } },
      { kind: 'summary', distribution: { count: 4, sum: 5 } },
    ]);
  });

  it('keep nanoseconds exact below the microsecond', () => {
    const times = { startTimeUnixNano: '1763720000123456789', endTimeUnixNano: '1763720000123457189' };
    const json = { resourceSpans: [{ scopeSpans: [{ spans: [{ ...IDS, ...times }] }] }] };
    const expected = { startUs: 1763720000123456, durationUs: 0 };
    expect(decodeTraces(json).spans[0]).toMatchObject(expected);
    const fromProtobuf = decodeProtobuf('traces', protobufOf('ExportTraceServiceRequest', json));
    expect(fromProtobuf).toMatchObject({ spans: [expected] });
    expect(oneSpan({ ...times, endTimeUnixNano: '1763720000123460289' }).spans[0]?.durationUs).toBe(4);
  });

  const IDS = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) };
});

describe('spans', () => {
  it('take ids in any case and times as numbers', () => {
    const decoded = oneSpan({ traceId: 'AB'.repeat(16), startTimeUnixNano: 5000, endTimeUnixNano: 7000 });
    expect(decoded.spans[0]).toMatchObject({ traceId: 'ab'.repeat(16), startUs: 5, durationUs: 2 });
  });

  it.each([
    ['short', { traceId: 'abcd' }],
    ['all zeros', { spanId: '0'.repeat(16) }],
    ['no hex', { spanId: 'x'.repeat(16) }],
    ['missing', { traceId: undefined }],
  ])('with an id that is %s are rejected and reported', (_what, ids) => {
    const decoded = oneSpan(ids);
    expect(decoded).toMatchObject({ spans: [], rejected: 1 });
    expect(decoded.warnings.join()).toContain('32');
  });

  it('without service.name are kept and reported', () => {
    const decoded = oneSpan({ name: 'x' });
    expect(decoded.spans[0]?.resource.service).toBe('unknown_service');
    expect(decoded.warnings.join()).toContain('service.name');
  });

  it('keep every kind of attribute value', () => {
    const values = [
      { key: 'text', value: { stringValue: 'x' } },
      { key: 'big', value: { intValue: '9007199254740993' } },
      { key: 'list', value: { arrayValue: { values: [{ intValue: 1 }, { boolValue: false }] } } },
      { key: 'map', value: { kvlistValue: { values: [{ key: 'in', value: { doubleValue: 1.5 } }] } } },
      { key: 'bytes', value: { bytesValue: 'AQI=' } },
      { key: 'infinite', value: { doubleValue: 'Infinity' } },
      { key: 'none', value: {} },
      { key: '__proto__', value: { stringValue: 'plain' } },
    ];
    expect(JSON.parse(JSON.stringify(oneSpan({ attributes: values }).spans[0]?.attributes))).toEqual(
      JSON.parse(
        '{"text":"x","big":"9007199254740993","list":[1,false],"map":{"in":1.5},"bytes":"AQI=","infinite":"Infinity","none":null,"__proto__":"plain"}',
      ),
    );
  });

  it('keep what the status said', () => {
    const decoded = oneSpan({ status: { code: 2, message: 'no stock' } });
    expect(decoded.spans[0]).toMatchObject({
      status: 2,
      attributes: { 'otel.status_description': 'no stock' },
    });
  });
});

describe('bad data', () => {
  it.each([
    ['a list', []],
    ['groups that are no list', { resourceSpans: {} }],
    ['a span that is no object', { resourceSpans: [{ scopeSpans: [{ spans: ['x'] }] }] }],
    ['a name that is no text', { resourceSpans: [{ scopeSpans: [{ spans: [{ ...ids(), name: 7 }] }] }] }],
    [
      'a time that is none',
      { resourceSpans: [{ scopeSpans: [{ spans: [{ ...ids(), startTimeUnixNano: 'now' }] }] }] },
    ],
  ])('is refused: %s', (_what, request) => {
    expect(() => decodeTraces(request)).toThrow(OtlpDataError);
  });

  it('is refused when it cannot be read at all, or nests without end', () => {
    const json = otlpFormat('application/json; charset=utf-8');
    expect(() => json?.decode('traces', Buffer.from('{"resourceSpans":'))).toThrow(OtlpDataError);
    const endless = `${'{"arrayValue":{"values":['.repeat(20_000)}${']}}'.repeat(20_000)}`;
    const nested = `{"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":${endless}}]}}]}`;
    expect(() => json?.decode('traces', Buffer.from(nested))).toThrow(OtlpDataError);
    expect(() => decodeProtobuf('traces', Buffer.from([0xff, 0xff, 0xff]))).toThrow(OtlpDataError);
  });

  it('is nothing that is empty', () => {
    expect(otlpFormat('application/json')?.decode('traces', Buffer.alloc(0))).toMatchObject({ spans: [] });
    expect(decodeProtobuf('traces', Buffer.alloc(0))).toMatchObject({ spans: [], warnings: [] });
  });

  function ids() {
    return { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) };
  }
});

describe('content types', () => {
  it('are OTLP’s two and no other', () => {
    expect(otlpFormat('application/json; charset=utf-8')?.contentType).toBe('application/json');
    expect(otlpFormat('APPLICATION/X-PROTOBUF')?.contentType).toBe('application/x-protobuf');
    expect(otlpFormat('text/plain')).toBeUndefined();
    expect(otlpFormat(undefined)).toBeUndefined();
  });
});
