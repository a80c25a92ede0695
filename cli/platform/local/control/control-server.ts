import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { ShopctlError } from '../../../core/errors.ts';
import type { InstanceEvent } from '../../platform.ts';
import type { CallAnswer, CallInput, CallName, ControlFailure, ControlRequest } from './control-protocol.ts';
import { onJsonLine, sendJsonLine } from './json-lines.ts';

/** Another process that has shown the token. */
export interface ControlConnection {
  readonly pid: number;
  /** Ends the connection, and with it everything that belongs to it. */
  end(): void;
}

/** What the server does for its callers. */
export type ControlHandlers = {
  readonly [Name in Exclude<CallName, 'hello'>]: (
    input: CallInput<Name>,
    connection: ControlConnection,
  ) => CallAnswer<Name> | Promise<CallAnswer<Name>>;
};

export interface ControlServerOptions {
  readonly path: string;
  readonly token: string;
  readonly handlers: ControlHandlers;
  onBeat(connection: ControlConnection): void;
  /** The other process ended the connection, or died. */
  onGone(connection: ControlConnection): void;
}

/** A listening control socket. */
export interface ControlServer {
  /** Sends an event to everybody connected. */
  broadcast(event: InstanceEvent): void;
  close(): void;
}

/** Listens on a Unix socket that only this user can open; one left by a dead supervisor is replaced. */
export async function serveControl(options: ControlServerOptions): Promise<ControlServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    serveConnection(socket, options, () => sockets.add(socket));
    socket.once('close', () => sockets.delete(socket));
  });
  await rm(options.path, { force: true });
  server.listen(options.path);
  await once(server, 'listening');
  await chmod(options.path, 0o600);
  return {
    broadcast: (event) => {
      for (const socket of sockets) sendJsonLine(socket, { event });
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.end();
    },
  };
}

function serveConnection(socket: Socket, options: ControlServerOptions, onHello: () => void): void {
  let connection: ControlConnection | undefined;
  socket.on('error', () => socket.destroy());
  socket.once('close', () => {
    if (connection !== undefined) options.onGone(connection);
  });
  onJsonLine(socket, (message) => {
    const request = message as ControlRequest; // from a shopctl of this user, or refused below
    if (connection !== undefined) {
      if ('beat' in request) options.onBeat(connection);
      else void answer(socket, request, options.handlers, connection);
      return;
    }
    connection = greet(socket, request, options.token);
    if (connection === undefined) socket.destroy();
    else onHello();
  });
}

function greet(socket: Socket, request: ControlRequest, token: string): ControlConnection | undefined {
  if ('beat' in request || request.call !== 'hello') return undefined;
  const given = request.input as CallInput<'hello'> | undefined; // checked on the next line
  if (typeof given?.token !== 'string' || !isSame(given.token, token)) return undefined;
  sendJsonLine(socket, { id: request.id });
  return { pid: given.pid, end: () => socket.destroy() };
}

async function answer(
  socket: Socket,
  { id, call, input }: Exclude<ControlRequest, { beat: true }>,
  handlers: ControlHandlers,
  connection: ControlConnection,
): Promise<void> {
  try {
    const handler = handlers[call as Exclude<CallName, 'hello'>] as ControlHandlers['stop'] | undefined;
    if (handler === undefined) throw new Error(`the supervisor does not know "${call}"`);
    sendJsonLine(socket, { id, answer: await handler(input as undefined, connection) });
  } catch (error) {
    sendJsonLine(socket, { id, failure: failureOf(error) });
  }
}

function failureOf(error: unknown): ControlFailure {
  if (!(error instanceof ShopctlError))
    return { message: error instanceof Error ? error.message : String(error) };
  const { message, hint, code } = error;
  return hint === undefined ? { message, code } : { message, hint, code };
}

function isSame(given: string, token: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(token)];
  return left.length === right.length && timingSafeEqual(left, right);
}
