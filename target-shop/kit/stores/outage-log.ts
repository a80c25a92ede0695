import type { Logger } from 'pino';
import { messageOf } from '../thrown-value.ts';

/** Says once that something is out of reach and once that it is back, however often it is tried in between. */
export class OutageLog {
  readonly #log: Logger;
  readonly #what: string;
  #problem: string | undefined;

  /** @param what what cannot be reached, as the log names it, for example `carts-db` */
  constructor(log: Logger, what: string) {
    this.#log = log;
    this.#what = what;
  }

  /** What is wrong now; `undefined` when nothing is. */
  get problem(): string | undefined {
    return this.#problem;
  }

  failed(error: unknown): void {
    const isNew = this.#problem === undefined;
    // An AggregateError, as a refused connection to localhost throws it, has an empty message.
    this.#problem = messageOf(error) || 'no connection';
    if (isNew) this.#log.warn({ peer: this.#what, err: error }, `${this.#what} is out of reach`);
  }

  recovered(): void {
    if (this.#problem === undefined) return;
    this.#problem = undefined;
    this.#log.info({ peer: this.#what }, `${this.#what} is in reach again`);
  }
}
