import protobuf from 'protobufjs';
import type { DecodedRequest } from '../store/telemetry-records.ts';
import { decodeLogs, decodeTraces } from './decode-otlp.ts';
import { decodeMetrics } from './decode-otlp-metrics.ts';
import { OTLP_SCHEMA } from './otlp-schema.ts';
import { OtlpDataError } from './wire-value.ts';

export type Signal = DecodedRequest['signal'];

/** One of OTLP/HTTP's two encodings; answers go out in the encoding the request came in. */
export interface OtlpFormat {
  readonly contentType: 'application/json' | 'application/x-protobuf';
  /** @throws OtlpDataError when the body is not a request of that signal */
  decode(signal: Signal, body: Buffer): DecodedRequest;
  /** Answers the body of a 200; it carries `partialSuccess` only when there is something to say. */
  encodeSuccess(decoded: DecodedRequest): Buffer;
  /** Answers a google.rpc.Status. @param code one of {@link RPC_CODE} */
  encodeStatus(code: number, message: string): Buffer;
}

/** Canonical codes of google.rpc.Status that this receiver uses. */
export const RPC_CODE = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;

const DECODERS = { traces: decodeTraces, logs: decodeLogs, metrics: decodeMetrics } as const;
const REJECTED = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
} as const;
const MESSAGE = { traces: 'Trace', logs: 'Logs', metrics: 'Metrics' } as const;

const { root } = protobuf.parse(OTLP_SCHEMA);

const jsonFormat: OtlpFormat = {
  contentType: 'application/json',
  decode: (signal, body) =>
    readable(() => DECODERS[signal](body.length === 0 ? {} : JSON.parse(body.toString('utf8')))),
  encodeSuccess: (decoded) => Buffer.from(JSON.stringify(successOf(decoded))),
  encodeStatus: (code, message) => Buffer.from(JSON.stringify({ code, message })),
};

const protobufFormat: OtlpFormat = {
  contentType: 'application/x-protobuf',
  decode: (signal, body) =>
    readable(() => DECODERS[signal](root.lookupType(`Export${MESSAGE[signal]}ServiceRequest`).decode(body))),
  encodeSuccess: (decoded) => encode(`Export${MESSAGE[decoded.signal]}ServiceResponse`, successOf(decoded)),
  encodeStatus: (code, message) => encode('Status', { code, message }),
};

/** Answers the encoding a content type names; `undefined` when it is not one of OTLP's. */
export function otlpFormat(contentType: string | undefined): OtlpFormat | undefined {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  return [jsonFormat, protobufFormat].find((format) => format.contentType === mediaType);
}

/** The encoding for answers to those who did not name one. */
export const defaultFormat: OtlpFormat = jsonFormat;

function successOf(decoded: DecodedRequest): object {
  if (decoded.rejected === 0 && decoded.warnings.length === 0) return {};
  const errorMessage = decoded.warnings.join('; ');
  return { partialSuccess: { [REJECTED[decoded.signal]]: decoded.rejected, errorMessage } };
}

function encode(type: string, value: object): Buffer {
  const message = root.lookupType(type);
  return Buffer.from(message.encode(message.fromObject(value)).finish());
}

/** Whatever goes wrong while reading a body, be it syntax or nesting without end, is the sender's doing. */
function readable<T>(decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (cause instanceof OtlpDataError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OtlpDataError(`the body cannot be read: ${reason}`, { cause });
  }
}
