import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { OtlpDataError } from './wire-value.ts';

/** The body is larger than the receiver takes. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';

  constructor(limitBytes: number) {
    super(`the body is larger than ${limitBytes} bytes`);
  }
}

/** The body is compressed in a way the receiver does not know. */
export class UnknownEncodingError extends Error {
  override readonly name = 'UnknownEncodingError';
}

/** The sender went away before its request was complete. */
export class IncompleteRequestError extends Error {
  override readonly name = 'IncompleteRequestError';
}

const inflate = promisify(gunzip);

/** A body as it came over the wire. */
export interface ReceivedBody {
  readonly bytes: Buffer;
  readonly encoding: 'gzip' | 'identity';
}

/**
 * Receives a request's body without unpacking it.
 * @throws UnknownEncodingError, BodyTooLargeError as soon as they are known; IncompleteRequestError
 */
export async function receiveBody(request: IncomingMessage, limitBytes: number): Promise<ReceivedBody> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity') {
    throw new UnknownEncodingError(`content-encoding ${encoding} is not understood; use gzip or identity`);
  }
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw new BodyTooLargeError(limitBytes);
  return { bytes: await collect(request, limitBytes), encoding };
}

/**
 * Unpacks a body.
 * @param limitBytes unpacking stops there, so a small body that would become a huge one costs no more than that
 * @throws BodyTooLargeError; OtlpDataError when it is not gzip
 */
export async function unpackBody({ bytes, encoding }: ReceivedBody, limitBytes: number): Promise<Buffer> {
  if (encoding === 'identity') return bytes;
  try {
    return await inflate(bytes, { maxOutputLength: limitBytes });
  } catch (cause) {
    if (cause instanceof RangeError) throw new BodyTooLargeError(limitBytes);
    throw new OtlpDataError('the body is not gzip, though its content-encoding says so', { cause });
  }
}

/** Listens instead of iterating: leaving an iterator early would cut the connection before the answer is sent. */
function collect(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    request.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.byteLength;
      if (sizeBytes <= limitBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(new BodyTooLargeError(limitBytes));
      }
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new IncompleteRequestError('the request ended before its body did')));
  });
}
