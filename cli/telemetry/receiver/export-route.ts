import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DecodedRequest } from '../store/telemetry-records.ts';
import type { InsertQueue } from './insert-queue.ts';
import { defaultFormat, type OtlpFormat, otlpFormat, RPC_CODE, type Signal } from './otlp-format.ts';
import { BodyTooLargeError, receiveBody, UnknownEncodingError, unpackBody } from './request-body.ts';
import { OtlpDataError } from './wire-value.ts';

/** What senders may ask of the receiver. */
export interface ReceiverLimits {
  /** Largest body of one request, before and after unpacking. */
  readonly maxBodyBytes: number;
  /** How much may be received and not stored yet; beyond it senders are asked to come back. */
  readonly maxPendingBytes: number;
}

/** OTLP recommends 64 MiB for one request. */
export const DEFAULT_LIMITS: ReceiverLimits = { maxBodyBytes: 64 * 2 ** 20, maxPendingBytes: 256 * 2 ** 20 };

/** How long a sender that found no room is asked to wait. */
const RETRY_AFTER_SECONDS = 1;

/** Where senders bring their telemetry: `POST /v1/{traces,logs,metrics}`. */
export interface ExportRoute {
  /** Takes one export request and answers it when it is stored; never rejects. */
  handle(signal: Signal, request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Resolves when every request that had fully arrived before is stored or refused. */
  settled(): Promise<void>;
}

/** Makes the route. @param queue takes what was decoded */
export function createExportRoute(queue: InsertQueue, limits: ReceiverLimits): ExportRoute {
  const inHand = new Set<Promise<DecodedRequest>>();

  const takeIn = async (signal: Signal, request: IncomingMessage, format: OtlpFormat) => {
    let giveBack = queue.hold(Number(request.headers['content-length'] ?? 0));
    try {
      const received = await receiveBody(request, limits.maxBodyBytes);
      const work = (async () => {
        const body = await unpackBody(received, limits.maxBodyBytes);
        giveBack();
        giveBack = queue.hold(body.byteLength);
        const decoded = format.decode(signal, body);
        await store(queue, decoded);
        return decoded;
      })();
      inHand.add(work);
      return await work.finally(() => inHand.delete(work));
    } finally {
      giveBack();
    }
  };

  return {
    async handle(signal, request, response) {
      const format = otlpFormat(request.headers['content-type']);
      try {
        if (format === undefined) throw new UnknownTypeError(request.headers['content-type']);
        if (queue.pendingBytes >= limits.maxPendingBytes) throw new BusyError('too much waits to be stored');
        const decoded = await takeIn(signal, request, format);
        const body = format.encodeSuccess(decoded);
        send(response, { httpStatus: 200, contentType: format.contentType, body });
      } catch (cause) {
        // A sender that is refused early must not be left with a full pipe.
        request.resume();
        refuse(response, format ?? defaultFormat, refusalOf(cause));
      }
    },
    async settled() {
      await Promise.allSettled(inHand);
    },
  };
}

/** The request may be sent again later. */
class BusyError extends Error {
  override readonly name = 'BusyError';
}

/** The body's media type is not one of OTLP's. */
class UnknownTypeError extends Error {
  override readonly name = 'UnknownTypeError';

  constructor(given = 'none') {
    super(`content-type ${given} is not understood; use application/json or application/x-protobuf`);
  }
}

async function store(queue: InsertQueue, decoded: DecodedRequest): Promise<void> {
  try {
    await queue.add(decoded);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BusyError(`cannot be stored now: ${reason}`, { cause });
  }
}

interface Refusal {
  readonly httpStatus: number;
  readonly rpcCode: number;
  readonly message: string;
}

function refusalOf(cause: unknown): Refusal {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof OtlpDataError) return { httpStatus: 400, rpcCode: RPC_CODE.invalidArgument, message };
  if (cause instanceof BodyTooLargeError) {
    return { httpStatus: 413, rpcCode: RPC_CODE.resourceExhausted, message };
  }
  if (cause instanceof UnknownEncodingError || cause instanceof UnknownTypeError) {
    return { httpStatus: 415, rpcCode: RPC_CODE.unimplemented, message };
  }
  if (cause instanceof BusyError) return { httpStatus: 503, rpcCode: RPC_CODE.unavailable, message };
  return { httpStatus: 500, rpcCode: RPC_CODE.internal, message };
}

function refuse(response: ServerResponse, format: OtlpFormat, refusal: Refusal): void {
  if (refusal.httpStatus === 503) response.setHeader('retry-after', RETRY_AFTER_SECONDS);
  send(response, {
    httpStatus: refusal.httpStatus,
    contentType: format.contentType,
    body: format.encodeStatus(refusal.rpcCode, refusal.message),
  });
}

function send(
  response: ServerResponse,
  answer: { readonly httpStatus: number; readonly contentType: string; readonly body: Buffer },
): void {
  // The sender may be gone.
  if (response.destroyed) return;
  response.writeHead(answer.httpStatus, {
    'content-type': answer.contentType,
    'content-length': answer.body.byteLength,
  });
  response.end(answer.body);
}
