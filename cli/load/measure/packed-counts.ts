import type { LatencyBlock } from '../summary.ts';
import type { HistogramCounts } from './histogram.ts';

/**
 * Answers a histogram's counts as short text for a record: base64 over pairs of LEB128 numbers, the step to the
 * next bucket that is not empty and its count.
 */
export function packCounts({ buckets, counts }: HistogramCounts): string {
  // A step takes at most three bytes, and a count five.
  const bytes = Buffer.allocUnsafe(8 * buckets.length);
  let end = 0;
  let previous = 0;
  for (let place = 0; place < buckets.length; place += 1) {
    const bucket = buckets[place] ?? 0;
    end = writeVarint(bytes, end, bucket - previous);
    end = writeVarint(bytes, end, counts[place] ?? 0);
    previous = bucket;
  }
  return bytes.toString('base64', 0, end);
}

/** Answers the counts of a block again. @throws RangeError when the text is cut */
export function unpackCounts({
  counts: text,
  sumMs,
  maxMs,
}: Pick<LatencyBlock, 'counts' | 'sumMs' | 'maxMs'>): HistogramCounts {
  const numbers = readVarints(Buffer.from(text, 'base64'));
  if (numbers.length % 2 === 1) throw new RangeError('the counts of a latency block are cut');
  let bucket = 0;
  const steps = numbers.filter((_, place) => place % 2 === 0);
  return {
    buckets: Uint16Array.from(steps, (step) => {
      bucket += step;
      return bucket;
    }),
    counts: Uint32Array.from(numbers.filter((_, place) => place % 2 === 1)),
    sumMs,
    maxMs,
  };
}

/** @returns where the next one begins */
function writeVarint(bytes: Buffer, at: number, value: number): number {
  let end = at;
  let left = value;
  while (left >= 128) {
    bytes[end] = (left % 128) + 128;
    end += 1;
    left = Math.floor(left / 128);
  }
  bytes[end] = left;
  return end + 1;
}

function readVarints(bytes: Buffer): readonly number[] {
  const numbers: number[] = [];
  let value = 0;
  let scale = 1;
  for (const byte of bytes) {
    value += (byte % 128) * scale;
    scale *= 128;
    if (byte >= 128) continue;
    numbers.push(value);
    value = 0;
    scale = 1;
  }
  if (scale !== 1) throw new RangeError('the counts of a latency block are cut');
  return numbers;
}
