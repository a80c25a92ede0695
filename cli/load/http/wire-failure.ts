import type { WireAnswer } from './transport.ts';

/** A request that got no answer. */
export type WireFailure = Extract<WireAnswer, { kind: 'failed' }>;

const ERROR_KINDS: Readonly<Record<string, WireFailure['errorKind']>> = {
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  EPIPE: 'connection_reset',
  UND_ERR_SOCKET: 'connection_reset',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
};

/** Answers what an error means for a request. Several addresses of one name fail together, with a code and no message. */
export function failureOf(error: NodeJS.ErrnoException): WireFailure {
  return {
    kind: 'failed',
    errorKind: ERROR_KINDS[error.code ?? ''] ?? 'other',
    errorText: error.message === '' ? (error.code ?? 'no reason given') : error.message,
  };
}

/** Answers the failure of a request that was given up. */
export function timeoutFailure(timeoutMs: number): WireFailure {
  return { kind: 'failed', errorKind: 'timeout', errorText: `no answer within ${timeoutMs} ms` };
}
