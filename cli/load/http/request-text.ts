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

/**
 * Answers a request of HTTP/1.1 as text, head and body in one, so that it is one write.
 * @param host for the header of that name
 * @throws RangeError for what would break out of its line
 */
export function requestText(
  { method, path, headers, body }: Omit<WireRequest, 'timeoutMs'>,
  host: string,
): RequestText {
  if (!VISIBLE.test(path) || !VISIBLE.test(method)) {
    throw new RangeError(`not to be sent as it is: ${JSON.stringify(`${method} ${path}`)}`);
  }
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n`;
  for (const name in headers) {
    const value = headers[name] ?? '';
    if (!VALUE.test(value))
      throw new RangeError(`not to be sent as it is: ${name}: ${JSON.stringify(value)}`);
    head += `${name}: ${value}\r\n`;
  }
  if (body !== undefined) {
    return { text: `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, encoding: 'utf8' };
  }
  // A method that usually has a body says that it has none (RFC 9110 §8.6).
  return {
    text: BODILESS.has(method) ? `${head}\r\n` : `${head}content-length: 0\r\n\r\n`,
    encoding: 'latin1',
  };
}
