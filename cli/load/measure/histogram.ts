/** The counts of a {@link Histogram} that are not zero: small, and plain enough to send to another thread. */
export interface HistogramCounts {
  /** Ascending. */
  readonly buckets: Uint16Array;
  /** How many values fell into the bucket at the same place. */
  readonly counts: Uint32Array;
  readonly sumMs: number;
  readonly maxMs: number;
}

/** log2 of the number of buckets a doubling of the value is cut into. */
const PRECISION_BITS = 7;
const BUCKETS_PER_DOUBLING = 2 ** PRECISION_BITS;
/** Microseconds fit into 32 bits: 71 minutes. */
const LARGEST_US = 2 ** 32 - 1;
const BUCKETS = bucketOf(LARGEST_US) + 1;

/** Where counts are gathered before it is known how many there are. */
const usedBuckets = new Uint16Array(BUCKETS);
const usedCounts = new Uint32Array(BUCKETS);

/**
 * Counts durations in a fixed amount of memory (13 KB), whatever their number. Buckets are a microsecond wide at
 * first and 1/128 of their value later, as in HdrHistogram (G. Tene): a quantile is off by at most half a bucket,
 * 0.4 %. Mean and maximum are exact. Two histograms add up bucket by bucket without loss.
 */
export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;
  #sumMs = 0;
  #maxMs = 0;

  get count(): number {
    return this.#count;
  }

  /** Milliseconds; 0 when empty. */
  get maxMs(): number {
    return this.#maxMs;
  }

  /** Milliseconds; `undefined` when empty. */
  get meanMs(): number | undefined {
    return this.#count === 0 ? undefined : this.#sumMs / this.#count;
  }

  /** @param valueMs ≥ 0; what is over 71 minutes counts as 71 minutes in quantiles */
  record(valueMs: number): void {
    const bucket = bucketOfMs(valueMs);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#sumMs += valueMs;
    if (valueMs > this.#maxMs) this.#maxMs = valueMs;
  }

  /**
   * Answers which value a share `q` of the values do not exceed, by nearest rank; `undefined` when empty.
   * @param q 0..1
   * @returns milliseconds
   */
  quantileMs(q: number): number | undefined {
    if (this.#count === 0) return undefined;
    const rank = Math.max(1, Math.ceil(q * this.#count));
    let bucket = 0;
    for (let seen = this.#counts[0] ?? 0; seen < rank; seen += this.#counts[bucket] ?? 0) bucket += 1;
    return Math.min(this.#maxMs, middleOf(bucket) / 1000);
  }

  /** Answers its counts without the zeros. */
  toCounts(): HistogramCounts {
    // A plain loop, and none beyond the maximum: who looks at a load or saves it takes the counts of all its endpoints.
    const end = this.#count === 0 ? 0 : bucketOfMs(this.#maxMs) + 1;
    let used = 0;
    for (let bucket = 0; bucket < end; bucket += 1) {
      const count = this.#counts[bucket] ?? 0;
      if (count === 0) continue;
      usedBuckets[used] = bucket;
      usedCounts[used] = count;
      used += 1;
    }
    const [buckets, counts] = [usedBuckets.slice(0, used), usedCounts.slice(0, used)];
    return { buckets, counts, sumMs: this.#sumMs, maxMs: this.#maxMs };
  }

  /** Adds all values of another histogram. */
  add({ buckets, counts, sumMs, maxMs }: HistogramCounts): void {
    // A plain loop: comparisons of runs add hundreds of thousands of histograms.
    for (let place = 0; place < buckets.length; place += 1) {
      const bucket = buckets[place] ?? 0;
      const count = counts[place] ?? 0;
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
      this.#count += count;
    }
    this.#sumMs += sumMs;
    this.#maxMs = Math.max(this.#maxMs, maxMs);
  }

  /**
   * Takes values away that were added.
   * @param leftMaxMs the largest of those that stay, which counts alone do not tell
   */
  remove({ buckets, counts, sumMs }: HistogramCounts, leftMaxMs: number): void {
    for (let place = 0; place < buckets.length; place += 1) {
      const bucket = buckets[place] ?? 0;
      const count = counts[place] ?? 0;
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) - count;
      this.#count -= count;
    }
    // What rounding leaves over must not add up over a long run.
    this.#sumMs = this.#count === 0 ? 0 : this.#sumMs - sumMs;
    this.#maxMs = leftMaxMs;
  }
}

/** The bucket of any duration. */
function bucketOfMs(valueMs: number): number {
  return bucketOf(Math.min(LARGEST_US, Math.max(0, Math.round(valueMs * 1000))));
}

/** The bucket of a whole number of microseconds, 0..2^32 − 1. */
function bucketOf(valueUs: number): number {
  if (valueUs < BUCKETS_PER_DOUBLING) return valueUs;
  const shift = 31 - Math.clz32(valueUs) - PRECISION_BITS;
  return shift * BUCKETS_PER_DOUBLING + (valueUs >>> shift);
}

/** The middle of a bucket, in microseconds; the inverse of {@link bucketOf}. */
function middleOf(bucket: number): number {
  const shift = Math.max(0, Math.floor(bucket / BUCKETS_PER_DOUBLING) - 1);
  const lowest = (bucket - shift * BUCKETS_PER_DOUBLING) * 2 ** shift;
  return lowest + (2 ** shift - 1) / 2;
}
