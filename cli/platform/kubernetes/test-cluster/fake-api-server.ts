import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ClusterApi } from '../api/cluster-api.ts';
import { ClusterError } from '../api/cluster-error.ts';
import { Connection } from '../api/connection.ts';

/** What a test wants a request to be answered with. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** An API server that says what a test tells it to, and remembers what it was asked. */
export interface FakeApiServer {
  readonly api: ClusterApi;
  readonly url: string;
  /** `GET /api/v1/…?query`, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Starts one on loopback; no cluster could be told to fail like this. */
export async function startFakeApiServer(behave: Behaviour): Promise<FakeApiServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    behave(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's
  const connection = new Connection({
    server: url,
    context: 'fake',
    headers: { authorization: 'Bearer me' },
    tls: {},
  });
  return {
    api: new ClusterApi(connection, 'shop'),
    url,
    asked,
    async close() {
      await connection.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Answers with the API's own Status object, or with the text that something before the API says. */
export function sayNo(
  response: ServerResponse,
  status: number,
  body: object | string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  if (typeof body === 'string') response.end(body);
  else
    response.end(
      JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status, ...body }),
    );
}

/** Answers with an object. */
export function sayYes(response: ServerResponse, object: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(object));
}

/** What a call was refused with; how long it took must not matter, only that it ends. */
export async function refusal(work: Promise<unknown>): Promise<ClusterError> {
  const error = await work.then(
    () => new Error('was taken'),
    (refused: unknown) => refused,
  );
  if (error instanceof ClusterError) return error;
  throw error;
}
