import { randomBytes } from 'node:crypto';
import type { TraceIds } from './trace-context.ts';

const ID_BYTES = 24;
const IDS_AT_ONCE = 256;

/**
 * Answers a source of ids for new traces: random, so that two runs with one seed do not share traces. Asks the
 * system for many at once, which costs little more than asking for one.
 */
export function traceIdSource(): () => TraceIds {
  let hex = '';
  return () => {
    if (hex.length === 0) hex = randomBytes(ID_BYTES * IDS_AT_ONCE).toString('hex');
    const ids = { traceId: hex.slice(0, 32), spanId: hex.slice(32, 48) };
    hex = hex.slice(48);
    return ids;
  };
}
