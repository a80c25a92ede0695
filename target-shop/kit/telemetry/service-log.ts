import { isSpanContextValid, type Logger as LogEmitter, SeverityNumber, trace } from '@opentelemetry/api';
import { type Logger, pino } from 'pino';
import * as z from 'zod';
import { requestInHand } from '../request-in-hand.ts';
import type { ServiceSettings } from '../service/service-settings.ts';

/** Takes whole lines of text. */
export interface LineSink {
  write(line: string): unknown;
}

/** The field that makes a log line an event in OpenTelemetry's sense: the record's event name. */
export const EVENT_NAME_FIELD = 'event.name';

/**
 * Creates the service's log: each record is one JSON line with time, level, service and, inside a request,
 * trace_id, span_id and correlationId; the same record goes out by OTLP, joined to its trace.
 */
export function createServiceLog(settings: ServiceSettings, lines: LineSink, emitter: LogEmitter): Logger {
  const both: LineSink = {
    write(line) {
      lines.write(line);
      emitRecord(line, emitter);
    },
  };
  return pino(
    {
      level: settings.logLevel,
      base: { service: settings.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: traceFields,
    },
    settings.otlpUrl === undefined ? lines : both,
  );
}

function traceFields(): object {
  const span = trace.getActiveSpan()?.spanContext();
  const correlationId = requestInHand()?.correlationId;
  return {
    ...(span !== undefined && isSpanContextValid(span) && { trace_id: span.traceId, span_id: span.spanId }),
    ...(correlationId !== undefined && { correlationId }),
  };
}

const recordSchema = z.looseObject({
  time: z.string(),
  level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']),
  msg: z.string().optional(),
  correlationId: z.string().optional(),
  [EVENT_NAME_FIELD]: z.string().optional(),
  err: z.looseObject({ type: z.string(), message: z.string(), stack: z.string().optional() }).optional(),
});

const SEVERITIES = {
  trace: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
} as const;

/** Reading the finished line back costs microseconds and keeps children's fields and serialisers in one place. */
function emitRecord(line: string, emitter: LogEmitter): void {
  const parsed = recordSchema.parse(JSON.parse(line));
  const { time, level, msg, correlationId, err, [EVENT_NAME_FIELD]: eventName, ...rest } = parsed;
  // These stand on the record or its resource already.
  const { service: _service, trace_id: _traceId, span_id: _spanId, ...attributes } = rest;
  emitter.emit({
    timestamp: new Date(time),
    severityNumber: SEVERITIES[level],
    severityText: level.toUpperCase(),
    ...(msg !== undefined && { body: msg }),
    ...(eventName !== undefined && { eventName }),
    attributes: {
      ...attributes,
      ...(correlationId !== undefined && { 'correlation.id': correlationId }),
      ...(err !== undefined && {
        'exception.type': err.type,
        'exception.message': err.message,
        ...(err.stack !== undefined && { 'exception.stacktrace': err.stack }),
      }),
    },
  });
}
