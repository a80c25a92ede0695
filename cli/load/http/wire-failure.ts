import type { WireAnswer, WireErrorKind } from './transport.ts';

/** A request that got no answer. */
export type WireFailure = Extract<WireAnswer, { kind: 'failed' }>;

const ERROR_KINDS: Readonly<Record<string, WireErrorKind>> = {
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  EPIPE: 'connection_reset',
  UND_ERR_SOCKET: 'connection_reset',
  ERR_HTTP2_SESSION_ERROR: 'connection_reset',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate_untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate_untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate_untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate_untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate_untrusted',
  CERT_SIGNATURE_FAILURE: 'certificate_untrusted',
  CERT_UNTRUSTED: 'certificate_untrusted',
  CERT_REVOKED: 'certificate_untrusted',
  CERT_HAS_EXPIRED: 'certificate_expired',
  CERT_NOT_YET_VALID: 'certificate_expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate_wrong_host',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'certificate_refused',
  ERR_SSL_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'certificate_refused',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'certificate_refused',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'certificate_refused',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'certificate_refused',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: 'certificate_refused',
  EPROTO: 'tls_failed',
  SHOPCTL_PROXY: 'proxy_failed',
  SHOPCTL_NO_HTTP2: 'http2_not_spoken',
};

/** What to do about it, where the words of the error alone do not tell. */
const SENTENCES: Partial<Record<WireErrorKind, (text: string) => string>> = {
  certificate_untrusted: (text) => {
    // Node adds advice for programs that it runs.
    const [why] = text.split('; if the root CA');
    return `the server's certificate is not trusted (${why}): name its issuer with --ca`;
  },
  certificate_expired: (text) => `the server's certificate is not valid now (${text})`,
  certificate_wrong_host: (text) => `the server's certificate is made out to another host (${text})`,
  certificate_refused: (text) =>
    `the server wants a certificate that it accepts (${text}): give one with --cert and --key`,
};

/**
 * Answers what an error says of a request that got no answer. Several addresses of one name fail together, as an
 * AggregateError with a code and no message.
 */
export function failureOf(error: NodeJS.ErrnoException): WireFailure {
  const { code = '' } = error;
  const errorKind = ERROR_KINDS[code] ?? (code.startsWith('ERR_SSL_') ? 'tls_failed' : 'other');
  const text = error.message === '' ? code || 'no reason given' : error.message;
  return { kind: 'failed', errorKind, errorText: SENTENCES[errorKind]?.(text) ?? text };
}

/** Answers the failure of a request that was given up. */
export function timeoutFailure(timeoutMs: number): WireFailure {
  return { kind: 'failed', errorKind: 'timeout', errorText: `no answer within ${timeoutMs} ms` };
}
