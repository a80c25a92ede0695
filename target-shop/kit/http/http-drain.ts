import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';

/** Idle connections are kept this long, so that a request already under way to us is still served. */
const GRACE_MS = 200;
const SWEEP_MS = 50;

/** Ends an HTTP server without losing a request it has accepted. */
export class HttpDrain {
  readonly #server: Server;
  readonly #inHand = new Set<ServerResponse>();
  #isDraining = false;

  constructor(server: Server) {
    this.#server = server;
    server.prependListener('request', (_request, response) => {
      if (this.#isDraining) response.setHeader('Connection', 'close');
      this.#inHand.add(response);
      response.once('close', () => this.#inHand.delete(response));
    });
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /**
   * Stops listening, answers what is in hand and ends all connections.
   * @param capMs after this much time connections are cut
   */
  drain(capMs: number): Promise<void> {
    this.#isDraining = true;
    for (const response of this.#inHand) {
      if (!response.headersSent) response.setHeader('Connection', 'close');
    }
    return new Promise((resolve) => {
      let sweep: NodeJS.Timeout | undefined;
      const begin = setTimeout(() => {
        sweep = setInterval(() => this.#server.closeIdleConnections(), SWEEP_MS);
      }, GRACE_MS);
      const cap = setTimeout(() => this.#server.closeAllConnections(), capMs);
      // http's own close would cut idle connections at once, and with them requests that are on their way.
      NetServer.prototype.close.call(this.#server, () => {
        for (const timer of [begin, cap]) clearTimeout(timer);
        clearInterval(sweep);
        resolve();
      });
    });
  }
}
