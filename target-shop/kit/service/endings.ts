import type { Logger } from 'pino';
import { withinTime } from './within-time.ts';

/** What must end with the service, run in reverse order of its beginning. */
export class Endings {
  readonly #works: { readonly work: () => Promise<void> | void; readonly capMs: number }[] = [];

  /** @param capMs the others do not wait longer for it */
  add(work: () => Promise<void> | void, capMs: number): void {
    this.#works.push({ work, capMs });
  }

  /** Runs all; one that fails or takes too long is logged and does not keep the others from running. */
  async run(log: Logger): Promise<void> {
    for (const { work, capMs } of this.#works.splice(0).reverse()) {
      try {
        await withinTime(capMs, Promise.resolve(work()));
      } catch (error) {
        log.error({ err: error }, 'Something did not end cleanly');
      }
    }
  }
}
