import { randomUUID } from 'node:crypto';
import {
  type Attributes,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapPropagator,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { trafficAttributes, withRequest } from '../request-in-hand.ts';
import type { ServiceMetrics } from '../telemetry/service-metrics.ts';
import { routeOf } from './route-template.ts';
import { SIMULATE_FAILURE } from './simulated-failure.ts';

/** What a request is recorded with. */
export interface RequestTelemetryParts {
  readonly tracer: Tracer;
  readonly propagator: TextMapPropagator;
  readonly metrics: ServiceMetrics;
  readonly log: Logger;
}

export const CORRELATION_HEADER = 'X-Correlation-ID';
/** A header of strangers ends up in logs and rows: printable, and not long. */
const SOUND_CORRELATION_ID = /^[\x21-\x7e]{1,128}$/;
const KNOWN_METHODS = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
]);

/** Gives each request its correlation id, its SERVER span, its place in the metrics and its log line. */
export function requestTelemetry(parts: RequestTelemetryParts): RequestHandler {
  return (request, response, next) => {
    const correlationId = correlationIdOf(request);
    response.setHeader(CORRELATION_HEADER, correlationId);
    const received = withRequest(parts.propagator.extract(ROOT_CONTEXT, request.headers, headerGetter), {
      correlationId,
      endpoint: `${request.method} ${request.path}`,
      simulateFailure: request.get(SIMULATE_FAILURE),
    });
    const attributes = { ...requestAttributes(request), 'correlation.id': correlationId };
    const span = parts.tracer.startSpan(request.method, { kind: SpanKind.SERVER, attributes }, received);
    const active = trace.setSpan(received, span);
    const startedMs = performance.now();
    const answered = parts.metrics.activeRequests.begin(methodOf(request), request.protocol);
    // 'close' comes after 'finish', and also when the client has gone before the answer.
    response.once('close', () => {
      context.with(active, () => {
        answered();
        conclude({ ...parts, request, response, span, seconds: (performance.now() - startedMs) / 1000 });
      });
    });
    context.with(active, next);
  };
}

const headerGetter = {
  keys: (headers: Request['headers']) => Object.keys(headers),
  get: (headers: Request['headers'], key: string) => headers[key],
};

function correlationIdOf(request: Request): string {
  const given = request.get(CORRELATION_HEADER);
  return given !== undefined && SOUND_CORRELATION_ID.test(given) ? given : randomUUID();
}

function methodOf(request: Request): string {
  return KNOWN_METHODS.has(request.method) ? request.method : '_OTHER';
}

function requestAttributes(request: Request): Attributes {
  const query = request.originalUrl.split('?', 2)[1];
  const userAgent = request.get('user-agent');
  return {
    'http.request.method': methodOf(request),
    'url.path': request.path,
    'url.scheme': request.protocol,
    'network.protocol.version': request.httpVersion,
    ...(query !== undefined && { 'url.query': query }),
    ...(request.socket.localPort !== undefined && { 'server.port': request.socket.localPort }),
    ...(request.hostname !== undefined && { 'server.address': request.hostname }),
    ...(request.ip !== undefined && { 'client.address': request.ip }),
    ...(userAgent !== undefined && { 'user_agent.original': userAgent }),
  };
}

interface Concluded extends RequestTelemetryParts {
  readonly request: Request;
  readonly response: Response;
  readonly span: Span;
  readonly seconds: number;
}

/** On the server only 5xx is an error: a 4xx is the client's doing. */
function conclude({ request, response, span, seconds, metrics, log }: Concluded): void {
  const route = routeOf(request);
  const outcome = { ...(route !== undefined && { 'http.route': route }), ...answerAttributes(response) };
  if (route !== undefined) span.updateName(`${methodOf(request)} ${route}`);
  span.setAttributes(outcome);
  const failed = response.writableFinished && response.statusCode >= 500;
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  metrics.serverDuration.record(seconds, {
    'http.request.method': methodOf(request),
    'url.scheme': request.protocol,
    ...outcome,
    ...trafficAttributes(),
  });
  const line = { ...outcome, 'url.path': request.path, durationMs: Math.round(seconds * 1e6) / 1000 };
  if (failed) log.error({ ...line, err: response.locals['error'] }, 'Request failed');
  else log.debug(line, 'Request answered');
  span.end();
}

/** A client that went away has seen no status, so none is claimed. */
function answerAttributes(response: Response): Attributes {
  if (!response.writableFinished) return { 'error.type': 'client_disconnected' };
  const { statusCode } = response;
  return {
    'http.response.status_code': statusCode,
    ...(statusCode >= 500 && { 'error.type': String(statusCode) }),
  };
}
