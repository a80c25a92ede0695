import type { FlagOverride } from '../../contract/chaos-wire.ts';
import type { FlagName } from '../../contract/flags.ts';

/** A lease that is in force. */
export interface Lease {
  readonly id: string;
  readonly overrides: readonly FlagOverride[];
  /** On the monotonic clock. */
  readonly endsAtMs: number;
}

/**
 * Flag values that end by themselves. Whether a lease lives is decided when it is looked at, by a monotonic clock:
 * neither a blocked event loop nor a step of the wall clock lets a fault outlive the one who asked for it.
 */
export class FlagLeases {
  readonly #leases = new Map<string, Lease>();
  readonly #monotonicMs: () => number;
  readonly #onExpired: (lease: Lease) => void;

  constructor(monotonicMs: () => number, onExpired: (lease: Lease) => void) {
    this.#monotonicMs = monotonicMs;
    this.#onExpired = onExpired;
  }

  /** Sets or renews a lease. @returns whether it is new */
  put(id: string, expiresInMs: number, overrides: readonly FlagOverride[]): boolean {
    const isNew = !this.list().some((lease) => lease.id === id);
    this.#leases.set(id, { id, overrides, endsAtMs: this.#monotonicMs() + expiresInMs });
    return isNew;
  }

  /** Ends a lease; ending twice is safe. @returns whether it lived */
  end(id: string): boolean {
    return this.#leases.delete(id);
  }

  /** Answers the leases in force, oldest first. */
  list(): readonly Lease[] {
    const nowMs = this.#monotonicMs();
    for (const lease of this.#leases.values()) {
      if (lease.endsAtMs > nowMs) continue;
      this.#leases.delete(lease.id);
      this.#onExpired(lease);
    }
    return [...this.#leases.values()];
  }

  /** Answers the override of a flag, the latest lease's where several speak of it. */
  override(flag: FlagName): FlagOverride | undefined {
    if (this.#leases.size === 0) return undefined;
    return this.list()
      .flatMap((lease) => lease.overrides)
      .findLast((override) => override.flag === flag);
  }
}
