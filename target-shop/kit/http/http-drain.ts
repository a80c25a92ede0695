import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';

/** Idle connections are kept this long, so that a request already under way to us is still served. */
const GRACE_MS = 200;
const SWEEP_MS = 50;

/** Ends HTTP servers without losing a request they have accepted. */
export class HttpDrain {
  readonly #servers: Server[] = [];
  readonly #inHand = new Set<ServerResponse>();
  #isDraining = false;

  constructor(server: Server) {
    this.add(server);
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Takes a further server into its care. */
  add(server: Server): void {
    this.#servers.push(server);
    server.prependListener('request', (_request, response) => {
      if (this.#isDraining) response.setHeader('Connection', 'close');
      this.#inHand.add(response);
      response.once('close', () => this.#inHand.delete(response));
    });
  }

  /**
   * Stops listening, answers what is in hand and ends all connections.
   * @param capMs after this much time connections are cut
   * @param graceMs how long idle connections are kept
   */
  async drain(capMs: number, graceMs = GRACE_MS): Promise<void> {
    this.#isDraining = true;
    for (const response of this.#inHand) {
      if (!response.headersSent) response.setHeader('Connection', 'close');
    }
    await Promise.all(this.#servers.map((server) => endServer(server, capMs, graceMs)));
  }
}

function endServer(server: Server, capMs: number, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    let sweep: NodeJS.Timeout | undefined;
    const begin = setTimeout(() => {
      sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    }, graceMs);
    const cap = setTimeout(() => server.closeAllConnections(), capMs);
    // http's own close would cut idle connections at once, and with them requests that are on their way.
    NetServer.prototype.close.call(server, () => {
      for (const timer of [begin, cap]) clearTimeout(timer);
      clearInterval(sweep);
      resolve();
    });
  });
}
