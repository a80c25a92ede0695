import { randomHex } from '../../core/random-hex.ts';
import type { OrderClaim } from '../journey.ts';
import type { ClaimedOrder, Claims } from './claimed-order.ts';
import { openClaim } from './open-claim.ts';

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
  /** Begins every reference, with a mark that no other book has: runs of two machines may share a name. */
  readonly prefix: string;
  readonly #kept = new Map<string, ClaimedOrder>();
  #opened = 0;
  #further = 0;

  /** @param runId stands in every reference */
  constructor(runId: string) {
    this.prefix = `shopctl ${runId} ${randomHex(8)}`;
  }

  /** Notes an order that is about to be placed; lost until its user is told. */
  open({ load, iteration, customer }: Claiming): OrderClaim {
    const reference = `${this.prefix}.${this.#opened} ${load} ${iteration}`;
    this.#opened += 1;
    return openClaim({ reference, customer }, (claim) => this.note(claim));
  }

  /** Notes how a claim stands: first, that it is lost, as long as nothing else is noted. */
  note(claim: ClaimedOrder): void {
    if (this.#kept.size < MOST_CLAIMS || this.#kept.has(claim.reference)) {
      this.#kept.set(claim.reference, claim);
    } else if (claim.outcome === 'lost') this.#further += 1;
  }

  claims(): Claims {
    return { kept: [...this.#kept.values()], further: this.#further };
  }
}
