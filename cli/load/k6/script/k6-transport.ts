import http, { type RefinedResponse } from 'k6/http';
import type { Transport, WireAnswer, WirePhases } from '../../http/transport.ts';
import type { K6Clock } from './k6-clock.ts';

type Response = RefinedResponse<'text'>;
type ErrorKind = Extract<WireAnswer, { kind: 'failed' }>['errorKind'];

/** k6's codes for what went wrong: https://grafana.com/docs/k6/latest/javascript-api/error-codes/ */
const ERROR_KINDS: Readonly<Record<number, ErrorKind>> = {
  1050: 'timeout',
  1201: 'connection_reset',
  1211: 'timeout',
  1212: 'connection_refused',
  1220: 'connection_reset',
};

/** What k6 says of a request that it ends together with the iteration. */
const INTERRUPTED = /context canceled/;

/** What the transport of a user of k6 is made of. */
export interface K6TransportOptions {
  /** Its path goes before every request's path. */
  readonly targetUrl: string;
  readonly clock: K6Clock;
  /** Called before the user waits for an answer. */
  beforeWaiting(): void;
  /** Called when k6 has ended a request, and with it the iteration. */
  onInterrupted(): void;
}

/**
 * Requests by k6's own client. Its cookie jar is the user's: k6 empties it before every iteration, so the answers
 * tell no cookies.
 */
export function k6Transport(options: K6TransportOptions): Transport {
  const { targetUrl, clock, beforeWaiting, onInterrupted } = options;
  const base = targetUrl.replace(/\/$/, '');
  return {
    async send({ method, path, headers, body = null, timeoutMs }) {
      beforeWaiting();
      const sentAtMs = clock.now();
      const response = http.request(method, base + path, body, {
        headers,
        timeout: timeoutMs,
        redirects: 0,
        responseType: 'text',
        // Else k6 keeps a series of its own for every path.
        tags: { name: method },
      });
      if (INTERRUPTED.test(response.error)) {
        onInterrupted();
        throw new Error('interrupted by k6');
      }
      const tookMs = tookOf(response) ?? Date.now() - sentAtMs;
      clock.reach(sentAtMs + tookMs);
      return { ...answerOf(response, timeoutMs), phases: phasesOf(response), tookMs };
    },
    close: async () => undefined,
  };
}

/** What k6 calls blocked holds looking up the name, connecting and the TLS handshake; 0 when there was no connection. */
function tookOf({ timings }: Response): number | undefined {
  return timings.duration === 0 ? undefined : timings.blocked + timings.duration;
}

function phasesOf({ timings, status }: Response): WirePhases {
  const { blocked, connecting, tls_handshaking: tlsMs, sending, waiting } = timings;
  return {
    ...(connecting > 0 ? { connectMs: connecting } : {}),
    ...(tlsMs > 0 ? { tlsMs } : {}),
    ...(status > 0 ? { ttfbMs: blocked + sending + waiting } : {}),
  };
}

function answerOf(response: Response, timeoutMs: number): WireAnswer {
  const { status, body, error, error_code: code } = response;
  if (status > 0 && code !== 1050) return { kind: 'answered', status, text: body ?? '', cookies: [] };
  const errorKind = ERROR_KINDS[code] ?? (/\bEOF\b/.test(error) ? 'connection_reset' : 'other');
  const errorText = errorKind === 'timeout' ? `no answer within ${timeoutMs} ms` : error;
  return { kind: 'failed', errorKind, errorText };
}
