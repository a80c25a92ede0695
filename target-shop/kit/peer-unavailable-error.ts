/** A peer gave no answer at all: it refused, hung up, was too late, or its breaker is open. */
export class PeerUnavailableError extends Error {
  override readonly name = 'PeerUnavailableError';
  /** The peer's name, as in the service table. */
  readonly peer: string;
  /** Why, in one low-cardinality word: `timeout`, `ECONNREFUSED`, `breaker_open`, … */
  readonly reason: string;

  constructor(peer: string, reason: string, cause?: unknown) {
    super(`no answer from ${peer}: ${reason}`, cause === undefined ? undefined : { cause });
    this.peer = peer;
    this.reason = reason;
  }
}
