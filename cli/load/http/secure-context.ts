import { type ConnectionOptions, createSecureContext, getCACertificates } from 'node:tls';
import type { TlsOptions } from './wire-options.ts';

/** Answers what Node's TLS is told of certificates: read once, for all connections. */
export function secureContextOf({
  ca,
  cert,
  key,
  isInsecure = false,
}: TlsOptions): Pick<ConnectionOptions, 'secureContext' | 'rejectUnauthorized'> {
  return {
    secureContext: createSecureContext({
      ...(ca === undefined ? {} : { ca: [...getCACertificates('default'), ca] }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    }),
    rejectUnauthorized: !isInsecure,
  };
}
