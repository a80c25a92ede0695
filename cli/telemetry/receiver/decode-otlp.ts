import {
  type DecodedLogs,
  type DecodedTraces,
  type LogRecord,
  type ResourceRecord,
  SPAN_KIND,
  type SpanRecord,
} from '../store/telemetry-records.ts';
import {
  anyValueOf,
  attributesOf,
  idOf,
  messageOf,
  messagesOf,
  nanosecondsOf,
  numberOf,
  textOf,
  type WireMessage,
} from './wire-value.ts';

/**
 * Answers the spans of an ExportTraceServiceRequest.
 * @param request parsed OTLP JSON, or a protobuf message decoded to the same names
 * @returns spans in the order sent; those without a usable trace or span id are counted as rejected
 * @throws OtlpDataError when it is not such a request
 */
export function decodeTraces(request: unknown): DecodedTraces {
  const spans: SpanRecord[] = [];
  const warnings = new Set<string>();
  let rejected = 0;
  for (const group of messagesOf(messageOf(request, 'the request'), 'resourceSpans')) {
    const resource = resourceOf(group, warnings, 'spans');
    for (const scope of messagesOf(group, 'scopeSpans')) {
      for (const wire of messagesOf(scope, 'spans')) {
        const span = spanOf(wire, resource);
        if (span === undefined) rejected += 1;
        else spans.push(span);
      }
    }
  }
  if (rejected > 0) {
    warnings.add('spans need a traceId of 32 and a spanId of 16 hex digits, not all zeros');
  }
  return { signal: 'traces', spans, rejected, warnings: [...warnings] };
}

/**
 * Answers the records of an ExportLogsServiceRequest; a record with unusable ids is kept without them.
 * @throws OtlpDataError when it is not such a request
 */
export function decodeLogs(request: unknown): DecodedLogs {
  const logs: LogRecord[] = [];
  const warnings = new Set<string>();
  for (const group of messagesOf(messageOf(request, 'the request'), 'resourceLogs')) {
    const resource = resourceOf(group, warnings, 'log records');
    for (const scope of messagesOf(group, 'scopeLogs')) {
      for (const wire of messagesOf(scope, 'logRecords')) logs.push(logOf(wire, resource));
    }
  }
  return { signal: 'logs', logs, rejected: 0, warnings: [...warnings] };
}

/** Answers who sent a group of items; warns when it does not say its name. */
export function resourceOf(group: WireMessage, warnings: Set<string>, items: string): ResourceRecord {
  const attributes = attributesOf(messageOf(group['resource'] ?? {}, 'resource'), 'attributes');
  const service = attributes['service.name'];
  if (typeof service === 'string' && service !== '') return { service, attributes };
  warnings.add(`${items} without service.name are stored as unknown_service`);
  return { service: 'unknown_service', attributes };
}

function spanOf(wire: WireMessage, resource: ResourceRecord): SpanRecord | undefined {
  const traceId = idOf(wire, 'traceId', 16);
  const spanId = idOf(wire, 'spanId', 8);
  if (traceId === undefined || spanId === undefined) return undefined;
  const parentSpanId = idOf(wire, 'parentSpanId', 8);
  const start = nanosecondsOf(wire, 'startTimeUnixNano');
  const end = nanosecondsOf(wire, 'endTimeUnixNano');
  const status = messageOf(wire['status'] ?? {}, 'status');
  const message = textOf(status, 'message');
  const attributes = attributesOf(wire, 'attributes');
  return {
    traceId,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    resource,
    name: textOf(wire, 'name'),
    // A span that does not say its kind is internal (trace.proto, SPAN_KIND_UNSPECIFIED).
    kind: numberOf(wire, 'kind') || SPAN_KIND.INTERNAL,
    startUs: Number(start / 1000n),
    durationUs: end > start ? Number((end - start + 500n) / 1000n) : 0,
    status: numberOf(status, 'code'),
    flags: numberOf(wire, 'flags'),
    // The name OpenTelemetry gives a status message where there is only room for attributes.
    attributes: message === '' ? attributes : { ...attributes, 'otel.status_description': message },
  };
}

function logOf(wire: WireMessage, resource: ResourceRecord): LogRecord {
  const traceId = idOf(wire, 'traceId', 16);
  const spanId = idOf(wire, 'spanId', 8);
  const attributes = attributesOf(wire, 'attributes');
  const eventName = textOf(wire, 'eventName') || attributes['event.name'];
  const body = anyValueOf(wire['body']) ?? '';
  const happened = nanosecondsOf(wire, 'timeUnixNano') || nanosecondsOf(wire, 'observedTimeUnixNano');
  return {
    ...(traceId === undefined ? {} : { traceId }),
    ...(spanId === undefined ? {} : { spanId }),
    resource,
    atUs: Number(happened / 1000n),
    severity: numberOf(wire, 'severityNumber'),
    ...(typeof eventName === 'string' && eventName !== '' ? { eventName } : {}),
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes,
  };
}
