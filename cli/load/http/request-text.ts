import type { WireRequest } from './transport.ts';

/** What may stand in a path and in a method: no blanks, no controls. */
const VISIBLE = /^[\x21-\x7e\x80-\xff]+$/;
/** What may stand in a header's value (RFC 9110 §5.5). */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const BODILESS = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE']);

/** A request as it goes over the wire. */
export interface RequestText {
  readonly text: string;
  /** Every character of `latin1` is one byte. */
  readonly encoding: 'latin1' | 'utf8';
}

/** Where requests go, as each of them says it. */
export interface Addressee {
  /** For the header of that name. */
  readonly host: string;
  /** What goes before each path. */
  readonly pathname: string;
  /** Stronger than a request's own. */
  readonly addedHeaders?: Readonly<Record<string, string>>;
}

/**
 * Answers a request of HTTP/1.1 as text, head and body in one, so that it is one write.
 * @throws RangeError for what would break out of its line
 */
export function requestText(
  { method, path: ownPath, headers, body }: Omit<WireRequest, 'timeoutMs'>,
  { host, pathname, addedHeaders }: Addressee,
): RequestText {
  const path = pathname + ownPath;
  if (!VISIBLE.test(path) || !VISIBLE.test(method)) {
    throw new RangeError(`not to be sent as it is: ${JSON.stringify(`${method} ${path}`)}`);
  }
  const all = addedHeaders === undefined ? headers : { ...headers, ...addedHeaders };
  const head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${headerLines(all)}`;
  if (body !== undefined) {
    return { text: `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, encoding: 'utf8' };
  }
  // A method that usually has a body says that it has none (RFC 9110 §8.6).
  return {
    text: BODILESS.has(method) ? `${head}\r\n` : `${head}content-length: 0\r\n\r\n`,
    encoding: 'latin1',
  };
}

function headerLines(headers: Readonly<Record<string, string>>): string {
  let lines = '';
  for (const name in headers) {
    const value = headers[name] ?? '';
    if (!VALUE.test(value))
      throw new RangeError(`not to be sent as it is: ${name}: ${JSON.stringify(value)}`);
    lines += `${name}: ${value}\r\n`;
  }
  return lines;
}
