import type { JourneyRequest } from '../journey.ts';
import { type TraceIds, traceparentOf } from './trace-context.ts';
import type { WireRequest } from './transport.ts';

/** What every request of a user carries. */
export interface WireMarks {
  readonly ids: TraceIds;
  /** Value of the `baggage` header. */
  readonly baggage: string;
  /** Value of the `Cookie` header; none when left out. */
  readonly cookie?: string | undefined;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Answers a journey's request as it is sent. Headers that it names go before those that every request has.
 * @throws RangeError for a path that names another target, or none
 */
export function wireRequest(request: JourneyRequest, { ids, baggage, cookie }: WireMarks): WireRequest {
  const { method, path, timeoutMs = DEFAULT_TIMEOUT_MS, headers } = request;
  if (!path.startsWith('/')) {
    throw new RangeError(`"${path}" is no path: it must begin with "/", for a load has one target`);
  }
  const sent: Record<string, string> = {
    traceparent: traceparentOf(ids),
    baggage,
    accept: 'application/json',
    'user-agent': 'shopctl-load',
  };
  if (cookie !== undefined) sent['cookie'] = cookie;
  const { body, type } = encodedBody(request);
  if (type !== undefined) sent['content-type'] = type;
  // In lower case: the same header in two spellings would be sent twice.
  for (const name in headers) sent[name.toLowerCase()] = headers[name] ?? '';
  return body === undefined
    ? { method, path, timeoutMs, headers: sent }
    : { method, path, timeoutMs, headers: sent, body };
}

/** Answers a request's body as text, and what kind of text it is; nothing where there is none. */
export function encodedBody({ body, form }: Pick<JourneyRequest, 'body' | 'form'>): {
  readonly body?: string;
  readonly type?: string;
} {
  if (form !== undefined) {
    return { body: new URLSearchParams(form).toString(), type: 'application/x-www-form-urlencoded' };
  }
  if (body === undefined) return {};
  if (typeof body === 'string') return { body, type: 'text/plain; charset=utf-8' };
  return { body: JSON.stringify(body), type: 'application/json' };
}
