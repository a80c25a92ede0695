import { Expression, Template, type Value } from '../script.ts';
import type { AnsweredValues } from './answered-values.ts';
import type { HarEntry } from './har-file.ts';

/** Names of the headers that were left out because they are secrets. */
export interface Redacted {
  readonly names: Set<string>;
}

const SECRET = /^(proxy-)?authorization$|^cookie$|token|secret|api-?key|session|csrf|xsrf/;
/** What a browser, undici or shopctl says by itself. */
const BY_ITSELF =
  /^(:|sec-|access-control-|accept-|if-|proxy-)|^(host|connection|content-length|content-type|user-agent|origin|referer|cache-control|pragma|dnt|priority|te|upgrade-insecure-requests|traceparent|tracestate|baggage|keep-alive|transfer-encoding)$/;
/** What every request of a journey has. */
const USUAL_ACCEPT = /json|^\*\/\*$/;

/** Answers the headers that a journey must name: neither what is sent anyway nor secrets that no answer holds. */
export function writtenHeaders(
  { headers }: HarEntry['request'],
  answers: AnsweredValues,
  redacted: Redacted,
): Readonly<Record<string, Value>> {
  const written: Record<string, Value> = {};
  for (const { name: spelt, value } of headers) {
    const name = spelt.toLowerCase();
    if (SECRET.test(name)) {
      const known = knownSecret(value, answers);
      if (known === undefined) redacted.names.add(name);
      else written[name] = known;
    } else if (!BY_ITSELF.test(name) && !(name === 'accept' && USUAL_ACCEPT.test(value))) {
      written[name] = value;
    }
  }
  return written;
}

/** `Bearer` and a token that the login answered. */
function knownSecret(value: string, answers: AnsweredValues): Value | undefined {
  const [, scheme = '', secret = ''] = /^(\S+ )?(\S+)$/.exec(value) ?? [];
  const name = answers.nameOf(secret, true);
  if (name === undefined) return undefined;
  return scheme === '' ? new Expression(`String(${name})`) : new Template([scheme, new Expression(name)]);
}
