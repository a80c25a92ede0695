import type { ConnectionOptions } from 'node:tls';
import type { TlsOptions } from './wire-options.ts';

/** Answers what Node's TLS is told of certificates: read once, for all connections. */
export function secureContextOf({
  ca,
  cert,
  key,
  isInsecure = false,
}: TlsOptions): Pick<ConnectionOptions, 'secureContext' | 'rejectUnauthorized'> {
  // Loaded here: it takes 5 MB of every thread, and most loads use no TLS.
  const { createSecureContext, getCACertificates } = process.getBuiltinModule('node:tls');
  return {
    secureContext: createSecureContext({
      ...(ca === undefined ? {} : { ca: [...getCACertificates('default'), ca] }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    }),
    rejectUnauthorized: !isInsecure,
  };
}
