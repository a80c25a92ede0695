import { expect, it } from 'vitest';
import { Blocks } from './blocks.ts';
import { Histogram } from './histogram.ts';
import { unpackCounts } from './packed-counts.ts';

const START_MS = 1_000_000;

it('keeps what ended in each second apart, the empty ones too', () => {
  const blocks = new Blocks(START_MS);
  blocks.record(10, START_MS + 100, false);
  blocks.record(20, START_MS + 2500, true);
  blocks.record(30, START_MS + 2900, false);
  blocks.spoil();
  const { blockMs, blocks: kept } = blocks.toLatencyBlocks();
  expect(blockMs).toBe(1000);
  expect(kept.map(({ errors, sumMs, maxMs }) => ({ errors, sumMs, maxMs }))).toEqual([
    { errors: 0, sumMs: 10, maxMs: 10 },
    { errors: 0, sumMs: 0, maxMs: 0 },
    { errors: 2, sumMs: 50, maxMs: 30 },
  ]);
});

it('loses nothing however long the run, and keeps at most 32 blocks', () => {
  const blocks = new Blocks(START_MS);
  const pooled = new Histogram();
  for (let second = 0; second < 1000; second += 1) {
    const valueMs = 1 + (second % 97) * 13.7;
    blocks.record(valueMs, START_MS + second * 1000, second % 10 === 0);
    pooled.record(valueMs);
  }
  const { blockMs, blocks: kept } = blocks.toLatencyBlocks();
  expect(kept.length).toBeLessThanOrEqual(32);
  expect(kept.length).toBeGreaterThan(16);
  expect(blockMs).toBe(32_000);
  expect(kept.reduce((sum, { errors }) => sum + errors, 0)).toBe(100);
  const again = new Histogram();
  for (const block of kept) again.add(unpackCounts(block));
  expect(again.toCounts()).toEqual({ ...pooled.toCounts(), sumMs: expect.closeTo(pooled.toCounts().sumMs) });
  expect(blocks.total().count).toBe(1000);
});

it('says so when packed counts are cut', () => {
  const blocks = new Blocks(START_MS);
  blocks.record(5000, START_MS, false);
  const [block] = blocks.toLatencyBlocks().blocks;
  if (block === undefined) throw new Error('no block');
  const cut = Buffer.from(block.counts, 'base64').subarray(0, 1).toString('base64');
  expect(() => unpackCounts({ ...block, counts: cut })).toThrow('cut');
});
