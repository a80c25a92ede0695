import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A server to load, and an empty folder to load it from. */
export interface LoopbackTarget {
  readonly url: string;
  readonly directory: string;
  close(): Promise<void>;
}

/** Starts a server on a free port of this machine. */
export async function startLoopbackTarget(answer: RequestListener): Promise<LoopbackTarget> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const directory = mkdtempSync(path.join(tmpdir(), 'shopctl-load-'));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    directory,
    async close() {
      await new Promise((resolve) => server.close(resolve).closeAllConnections());
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
