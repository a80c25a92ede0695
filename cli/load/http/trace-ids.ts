import type { TraceIds } from './trace-context.ts';

const ID_BYTES = 24;
const IDS_AT_ONCE = 256;

/**
 * Answers a source of ids for new traces: random, so that two runs with one seed do not share traces. `Math.random` is
 * what OpenTelemetry's own SDK draws ids from, too.
 */
export function traceIdSource(): () => TraceIds {
  const words = new Uint32Array((ID_BYTES / Uint32Array.BYTES_PER_ELEMENT) * IDS_AT_ONCE);
  const bytes = Buffer.from(words.buffer);
  let hex = '';
  return () => {
    // Many at once: turning them into text one by one would take longer than drawing them.
    if (hex.length === 0) {
      for (let place = 0; place < words.length; place += 1) words[place] = Math.random() * 2 ** 32;
      hex = bytes.toString('hex');
    }
    const ids = { traceId: hex.slice(0, 32), spanId: hex.slice(32, 48) };
    hex = hex.slice(48);
    return ids;
  };
}
