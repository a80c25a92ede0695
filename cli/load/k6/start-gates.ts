import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Gate {
  readonly asked: PromiseWithResolvers<void>;
  readonly startAtMs: PromiseWithResolvers<number>;
}

/**
 * Where each k6 asks when its load starts, once all its virtual users are ready, and waits for the answer: so loads
 * start on one clock however long a k6 takes to get ready. Listens on loopback.
 */
export class StartGates {
  readonly #gates = new Map<string, Gate>();
  #listening: Promise<Server> | undefined;

  /** Answers where the k6 of a load asks. */
  async urlOf(load: string): Promise<string> {
    this.#gate(load);
    this.#listening ??= this.#listen();
    const { port } = (await this.#listening).address() as AddressInfo;
    return `http://127.0.0.1:${port}/${load}`;
  }

  /** Resolves when the k6 of a load is ready. */
  asked(load: string): Promise<void> {
    return this.#gate(load).asked.promise;
  }

  /** Says when a load starts. @param startAtMs epoch milliseconds */
  open(load: string, startAtMs: number): void {
    this.#gate(load).startAtMs.resolve(startAtMs);
  }

  async close(): Promise<void> {
    const server = await this.#listening;
    server?.close();
    server?.closeAllConnections();
  }

  #gate(load: string): Gate {
    const gate = this.#gates.get(load) ?? {
      asked: Promise.withResolvers<void>(),
      startAtMs: Promise.withResolvers<number>(),
    };
    this.#gates.set(load, gate);
    return gate;
  }

  async #listen(): Promise<Server> {
    const server = createServer(async ({ url = '' }, response) => {
      const gate = this.#gates.get(url.slice(1));
      if (gate === undefined) return void response.writeHead(404).end();
      gate.asked.resolve();
      response.end(String(await gate.startAtMs.promise));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }
}
