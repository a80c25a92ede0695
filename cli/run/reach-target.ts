import { readFileSync } from 'node:fs';
import { systemClock } from '../core/clock.ts';
import { EnvironmentError } from '../core/errors.ts';
import { createTransport } from '../load/http/create-transport.ts';
import type { WireErrorKind } from '../load/http/transport.ts';
import type { WireOptions } from '../load/http/wire-options.ts';
import type { WirePlan } from '../plan/wire-plan.ts';

/** How long a target may take for its first answer. */
const FIRST_ANSWER_MS = 5000;

const HINTS: Partial<Record<WireErrorKind, string>> = {
  certificate_untrusted: 'Name who issued it with --ca FILE, or look at no certificate with --insecure.',
  certificate_expired: 'Renew it, or look at no certificate with --insecure.',
  certificate_wrong_host:
    'Write the host it is made out to in --target, or look at no certificate with --insecure.',
  certificate_refused: 'Give one that it accepts with --cert FILE --key FILE.',
  tls_failed: 'If it speaks no TLS, write --target http://HOST.',
  proxy_failed: 'Give the right one with --proxy URL, or name the target in NO_PROXY.',
  http2_not_spoken: 'Leave --http2 out.',
};

/**
 * Answers how requests reach the target, with the files read.
 * @param proxyAuthorization what the proxy is told of us
 */
export function readWire(plan: WirePlan = {}, proxyAuthorization?: string): WireOptions {
  const { connections, http2 = false, proxyUrl, caFile, certFile, keyFile, isInsecure = false } = plan;
  return {
    ...(connections === undefined ? {} : { connections }),
    http2,
    tls: {
      ...(caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') }),
      ...(certFile === undefined ? {} : { cert: readFileSync(certFile, 'utf8') }),
      ...(keyFile === undefined ? {} : { key: readFileSync(keyFile, 'utf8') }),
      isInsecure,
    },
    ...(proxyUrl === undefined
      ? {}
      : {
          proxy: {
            url: proxyUrl,
            ...(proxyAuthorization === undefined ? {} : { authorization: proxyAuthorization }),
          },
        }),
  };
}

/** Waits for a target's first answer, whatever it is. @throws EnvironmentError when there is none */
export async function awaitFirstAnswer(targetUrl: string, wire: WireOptions): Promise<void> {
  const transport = await createTransport(targetUrl, systemClock, wire);
  try {
    const request = { method: 'GET', path: '/', headers: {}, timeoutMs: FIRST_ANSWER_MS };
    const answer = await transport.send(request, new AbortController().signal);
    if (answer.kind === 'answered') return;
    const { errorKind, errorText } = answer;
    throw new EnvironmentError(`no answer from ${targetUrl}: ${errorText}`, {
      code: 'SHOPCTL_TARGET_UNREACHABLE',
      hint:
        HINTS[errorKind] ?? 'Start the shop with `shopctl deploy`, or give the right address with --target.',
    });
  } finally {
    await transport.close();
  }
}
