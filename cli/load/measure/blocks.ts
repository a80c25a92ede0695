import type { LatencyBlock, LatencyBlocks } from '../summary.ts';
import { Histogram, type HistogramCounts } from './histogram.ts';
import { packCounts } from './packed-counts.ts';

/** Enough blocks for a bootstrap, few enough for a record: a run keeps 16 to 32 of them, however long it is. */
const MOST_BLOCKS = 32;
const FIRST_BLOCK_MS = 1000;

/** A block that is over, small enough to keep. */
export interface PastBlock {
  readonly errors: number;
  readonly counts: HistogramCounts;
}

/** All blocks as they are, plain enough to send to another thread. */
export interface BlockCounts {
  readonly blockMs: number;
  readonly blocks: readonly PastBlock[];
}

/**
 * Response times by the stretch of the run in which they ended. Neighbouring requests resemble each other, so
 * only whole stretches can be compared between runs (block bootstrap). When there would be more than 32 blocks,
 * neighbours are joined and a block becomes twice as long: the memory does not grow with the run.
 */
export class Blocks {
  readonly #startAtMs: number;
  #blockMs = FIRST_BLOCK_MS;
  #past: PastBlock[] = [];
  #current = new Histogram();
  #currentErrors = 0;

  /** @param startAtMs epoch milliseconds, when the load starts */
  constructor(startAtMs: number) {
    this.#startAtMs = startAtMs;
  }

  /** @param endedAtMs epoch milliseconds, ascending from call to call */
  record(responseMs: number, endedAtMs: number, isError: boolean): void {
    this.#turnTo(endedAtMs);
    this.#current.record(responseMs);
    if (isError) this.#currentErrors += 1;
  }

  /** Makes an error of something that was just recorded as none. */
  spoil(): void {
    this.#currentErrors += 1;
  }

  /** Answers all of it in one histogram. */
  total(): Histogram {
    const total = new Histogram();
    for (const { counts } of this.#all()) total.add(counts);
    return total;
  }

  /** Answers the blocks as a record keeps them. */
  toLatencyBlocks(): LatencyBlocks {
    return { blockMs: this.#blockMs, blocks: this.#all().map(toLatencyBlock) };
  }

  /** Answers the blocks as another thread's are added to. */
  counts(): BlockCounts {
    return { blockMs: this.#blockMs, blocks: this.#all() };
  }

  /** Adds the blocks of another thread that played the same load from the same start on. */
  absorb({ blockMs, blocks }: BlockCounts): void {
    while (this.#blockMs < blockMs) this.#joinNeighbours();
    blocks.forEach((block, place) => {
      const own = Math.floor((place * blockMs) / this.#blockMs);
      while (this.#past.length <= own) this.#endBlock();
      const mine = this.#past[own];
      if (mine !== undefined) this.#past[own] = joined(mine, block);
    });
  }

  #turnTo(atMs: number): void {
    while (atMs - this.#startAtMs >= this.#blockMs * MOST_BLOCKS) this.#joinNeighbours();
    while (atMs - this.#startAtMs >= this.#blockMs * (this.#past.length + 1)) this.#endBlock();
  }

  #endBlock(): void {
    this.#past.push(this.#currentBlock());
    this.#current = new Histogram();
    this.#currentErrors = 0;
  }

  #joinNeighbours(): void {
    while (this.#past.length < MOST_BLOCKS) this.#endBlock();
    this.#blockMs *= 2;
    this.#past = this.#past.flatMap((block, place) => {
      const next = this.#past[place + 1];
      return place % 2 === 1 || next === undefined ? [] : [joined(block, next)];
    });
  }

  #currentBlock(): PastBlock {
    return { errors: this.#currentErrors, counts: this.#current.toCounts() };
  }

  #all(): readonly PastBlock[] {
    return this.#current.count === 0 ? this.#past : [...this.#past, this.#currentBlock()];
  }
}

function joined(block: PastBlock, next: PastBlock): PastBlock {
  const both = new Histogram();
  both.add(block.counts);
  both.add(next.counts);
  return { errors: block.errors + next.errors, counts: both.toCounts() };
}

function toLatencyBlock({ errors, counts }: PastBlock): LatencyBlock {
  return { errors, sumMs: counts.sumMs, maxMs: counts.maxMs, counts: packCounts(counts) };
}
