import type { HistogramCounts } from './histogram.ts';
import { packCounts, unpackCounts } from './packed-counts.ts';

/** A histogram's counts as short text, for a file. */
export interface PackedCounts {
  readonly sumMs: number;
  readonly maxMs: number;
  /** As {@link packCounts} writes them. */
  readonly counts: string;
}

/** Some counts in which every histogram has another form. */
type InForm<Counts, Form> = Counts extends HistogramCounts
  ? Form
  : { readonly [Key in keyof Counts]: InForm<Counts[Key], Form> };

/** Counts as plain JSON: every histogram in them is packed. */
export type Packed<Counts> = InForm<Counts, PackedCounts>;

/** Packed counts on their way to another thread, which has heard most of their histograms before. */
export type Told<Counts> = InForm<
  Counts,
  (PackedCounts & { readonly number: number }) | { readonly known: number }
>;

/**
 * Packs counts for another thread, again and again as they grow. A histogram that is over, such as that of a past
 * stretch of time, is packed and sent only once: afterwards its number stands for it.
 */
export class CountsTeller {
  readonly #numbers = new WeakMap<HistogramCounts, number>();
  #last = 0;

  tell<Counts>(counts: Counts): Told<Counts> {
    return mapped(counts, (value) => (isHistogram(value) ? this.#tellOne(value) : undefined)) as Told<Counts>;
  }

  #tellOne(counts: HistogramCounts): object {
    const known = this.#numbers.get(counts);
    if (known !== undefined) return { known };
    this.#last += 1;
    this.#numbers.set(counts, this.#last);
    return { number: this.#last, sumMs: counts.sumMs, maxMs: counts.maxMs, counts: packCounts(counts) };
  }
}

/** Understands what a {@link CountsTeller} tells; must hear all of it, in its order. */
export class CountsHearer {
  #heard: ReadonlyMap<number, PackedCounts> = new Map();

  hear<Counts>(told: Told<Counts>): Packed<Counts> {
    const before = this.#heard;
    // What is not mentioned any more never will be.
    const heard = new Map<number, PackedCounts>();
    const counts = mapped(told, (value) => {
      const { number, known, ...packed } = value as { number?: number; known?: number } & PackedCounts;
      const key = number ?? known;
      if (key === undefined) return undefined;
      const histogram = number === undefined ? before.get(key) : packed;
      if (histogram === undefined) throw new RangeError(`histogram ${key} was never told`);
      heard.set(key, histogram);
      return histogram;
    });
    this.#heard = heard;
    return counts as Packed<Counts>;
  }
}

/** Answers counts with every histogram in them packed. */
export function pack<Counts>(counts: Counts): Packed<Counts> {
  return new CountsHearer().hear(new CountsTeller().tell(counts));
}

/** Answers the counts that were packed. @throws RangeError when the text of a histogram is cut */
export function unpack<Counts>(packed: Packed<Counts>): Counts {
  return mapped(packed, (value) => (isPacked(value) ? unpackCounts(value) : undefined)) as Counts;
}

/** Answers a copy of plain data in which some objects are others. */
function mapped(value: unknown, change: (value: object) => object | undefined): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => mapped(each, change));
  const changed = change(value);
  if (changed !== undefined) return changed;
  const copy: Record<string, unknown> = {};
  for (const key in value) copy[key] = mapped((value as Record<string, unknown>)[key], change);
  return copy;
}

function isHistogram(value: object): value is HistogramCounts {
  return (value as Partial<HistogramCounts>).buckets instanceof Uint16Array;
}

function isPacked(value: object): value is PackedCounts {
  return typeof (value as Partial<PackedCounts>).counts === 'string';
}
