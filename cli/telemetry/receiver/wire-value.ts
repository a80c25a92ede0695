import type { Attributes, AttributeValue } from '../store/telemetry-records.ts';

/**
 * A message as it arrived: parsed JSON or decoded protobuf. Both use the same lowerCamelCase names, so one
 * decoder reads both; only ids, bytes and 64-bit numbers look different, and the functions here level that.
 */
export type WireMessage = Readonly<Record<string, unknown>>;

/** The sender's data cannot be read; sending it again would not help. */
export class OtlpDataError extends Error {
  override readonly name = 'OtlpDataError';
}

/** Answers a value as a message. @throws OtlpDataError when it is not an object */
export function messageOf(value: unknown, name: string): WireMessage {
  if (!isMessage(value)) throw new OtlpDataError(`${name} must be an object`);
  return value;
}

/** Answers a repeated field; absent and null mean empty. @throws OtlpDataError when it is not a list of objects */
export function messagesOf(parent: WireMessage, field: string): readonly WireMessage[] {
  const value = parent[field];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new OtlpDataError(`${field} must be an array`);
  return value.map((item: unknown) => messageOf(item, `each of ${field}`));
}

/** Answers a text field; empty when absent. @throws OtlpDataError when it is something else */
export function textOf(parent: WireMessage, field: string): string {
  const value = parent[field] ?? '';
  if (typeof value !== 'string') throw new OtlpDataError(`${field} must be a string`);
  return value;
}

/** Answers a number, also when written as text or as 64 bits; 0 when absent. @throws OtlpDataError otherwise */
export function numberOf(parent: WireMessage, field: string): number {
  return toNumber(parent[field] ?? 0, field);
}

/** As {@link numberOf}, but `undefined` when the sender left the field out. */
export function optionalNumberOf(parent: WireMessage, field: string): number | undefined {
  // Decoded protobuf messages inherit defaults; only what was sent is their own.
  if (!Object.hasOwn(parent, field)) return undefined;
  const value = parent[field];
  return value === undefined || value === null ? undefined : toNumber(value, field);
}

/** Answers a repeated field of numbers. @throws OtlpDataError when it is not one */
export function numbersOf(parent: WireMessage, field: string): readonly number[] {
  const value = parent[field] ?? [];
  if (!Array.isArray(value)) throw new OtlpDataError(`${field} must be an array`);
  return value.map((item: unknown) => toNumber(item, field));
}

/** Answers a point in time in whole nanoseconds, exact to the last bit. @throws OtlpDataError when it is none */
export function nanosecondsOf(parent: WireMessage, field: string): bigint {
  const value = parent[field] ?? 0;
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  if (typeof value === 'number' && Number.isFinite(value)) return BigInt(Math.trunc(value));
  if (isLong(value)) return BigInt.asUintN(64, longToBigInt(value));
  throw new OtlpDataError(`${field} must be nanoseconds since 1970`);
}

/**
 * Answers an id in lower-case hex.
 * @param sizeBytes 16 for traces, 8 for spans
 * @returns `undefined` when there is none, it is all zeros, or has another length: such an id names nothing
 */
export function idOf(parent: WireMessage, field: string, sizeBytes: number): string | undefined {
  const value = parent[field];
  const text = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  if (typeof text !== 'string' || text.length !== sizeBytes * 2) return undefined;
  if (!/^[0-9a-fA-F]+$/.test(text) || /^0+$/.test(text)) return undefined;
  return text.toLowerCase();
}

/** Answers a list of key-value pairs as one object; of two equal keys the last counts. */
export function attributesOf(parent: WireMessage, field: string): Attributes {
  // No prototype: a key such as `__proto__` is an attribute like any other.
  const attributes: Record<string, AttributeValue> = Object.create(null);
  for (const pair of messagesOf(parent, field)) {
    attributes[textOf(pair, 'key')] = anyValueOf(pair['value']);
  }
  return attributes;
}

/** Answers what an OTLP AnyValue holds; `null` for an empty one. @throws OtlpDataError when it is none */
export function anyValueOf(value: unknown): AttributeValue {
  if (value === undefined || value === null) return null;
  const any = messageOf(value, 'value');
  if (Object.hasOwn(any, 'stringValue')) return textOf(any, 'stringValue');
  if (Object.hasOwn(any, 'intValue')) return integerOf(any['intValue']);
  if (Object.hasOwn(any, 'boolValue')) return any['boolValue'] === true;
  if (Object.hasOwn(any, 'doubleValue')) return doubleOf(any['doubleValue']);
  if (Object.hasOwn(any, 'arrayValue')) return listOf(any['arrayValue']);
  if (Object.hasOwn(any, 'kvlistValue'))
    return attributesOf(messageOf(any['kvlistValue'], 'kvlistValue'), 'values');
  if (Object.hasOwn(any, 'bytesValue')) return bytesOf(any['bytesValue']);
  return null;
}

function listOf(value: unknown): readonly AttributeValue[] {
  return messagesOf(messageOf(value, 'arrayValue'), 'values').map(anyValueOf);
}

function bytesOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : String(value);
}

function doubleOf(value: unknown): number | string {
  const number = toNumber(value, 'doubleValue');
  return Number.isFinite(number) ? number : String(number);
}

function integerOf(value: unknown): number | string {
  const number = toNumber(value, 'intValue');
  if (Number.isSafeInteger(number)) return number;
  return isLong(value) ? longToBigInt(value).toString() : String(value);
}

function toNumber(value: unknown, field: string): number {
  if (typeof value === 'number') return value;
  if (isLong(value)) return Number(longToBigInt(value));
  // Text is how JSON carries 64-bit numbers, and doubles such as "NaN" that JSON lacks.
  if (typeof value === 'string' && value !== '') {
    const number = Number(value);
    if (!Number.isNaN(number) || value === 'NaN') return number;
  }
  throw new OtlpDataError(`${field} must be a number`);
}

/** Sixty-four bits as protobufjs hands them over. */
interface Long {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}

function isLong(value: unknown): value is Long {
  return isMessage(value) && typeof value['low'] === 'number' && typeof value['high'] === 'number';
}

function longToBigInt({ low, high, unsigned }: Long): bigint {
  const bits = (BigInt(high) << 32n) | BigInt(low >>> 0);
  return unsigned ? BigInt.asUintN(64, bits) : BigInt.asIntN(64, bits);
}

function isMessage(value: unknown): value is WireMessage {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
