import { randomHex } from '../../core/random-hex.ts';
import type { OrderClaim } from '../journey.ts';
import type { ClaimedOrder, Claims } from './claimed-order.ts';

/** Claims kept in a run: some 3 MB. */
const MOST_CLAIMS = 10_000;

/** Answers the claims of several books together, as many as one keeps. */
export function joinClaims(books: readonly Claims[]): Claims {
  const kept = books.flatMap((book) => book.kept);
  const further = books.reduce((sum, book) => sum + book.further, 0);
  return { kept: kept.slice(0, MOST_CLAIMS), further: further + Math.max(0, kept.length - MOST_CLAIMS) };
}

/** Who orders, and when. */
export interface Claiming {
  readonly load: string;
  readonly iteration: number;
  readonly customer: string;
}

/** Keeps what users are told of their orders, the first 10,000 of a run. */
export class ClaimBook {
  readonly #prefix: string;
  readonly #kept: ClaimedOrder[] = [];
  #claims = 0;

  /** @param runId stands in every reference, with a mark that no other book has: runs of two machines may share a name */
  constructor(runId: string) {
    this.#prefix = `shopctl ${runId} ${randomHex(8)}`;
  }

  /** Notes an order that is about to be placed; lost until its user is told. */
  open({ load, iteration, customer }: Claiming): OrderClaim {
    const place = this.#claims;
    this.#claims += 1;
    const reference = `${this.#prefix}.${place} ${load} ${iteration}`;
    const note = (rest: Pick<ClaimedOrder, 'outcome' | 'told'>) => {
      if (place < MOST_CLAIMS) this.#kept[place] = { reference, customer, ...rest };
    };
    note({ outcome: 'lost' });
    return {
      reference,
      placed: (orderId, total) =>
        note({ outcome: 'placed', told: { orderId, totalCents: Math.round(total * 100) } }),
      refused: () => note({ outcome: 'refused' }),
    };
  }

  claims(): Claims {
    return { kept: this.#kept, further: this.#claims - this.#kept.length };
  }
}
