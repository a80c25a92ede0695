import { randomHex } from '../../core/random-hex.ts';
import type { TraceIds } from './trace-context.ts';

const DIGITS = 48;
const IDS_AT_ONCE = 256;

/**
 * Answers a source of ids for new traces: random, so that two runs with one seed do not share traces. `Math.random` is
 * what OpenTelemetry's own SDK draws ids from, too. Many are drawn at once, which costs little more than one.
 */
export function traceIdSource(): () => TraceIds {
  let hex = '';
  return () => {
    if (hex.length === 0) hex = randomHex(DIGITS * IDS_AT_ONCE);
    const ids = { traceId: hex.slice(0, 32), spanId: hex.slice(32, DIGITS) };
    hex = hex.slice(DIGITS);
    return ids;
  };
}
