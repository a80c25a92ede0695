import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Has a server end connections of some age with their next answer, so that their clients connect anew. What spreads
 * connections over instances spreads the requests of long ones to those that were there when they began, and to no
 * other. No request is lost: who reads the answer knows not to send another.
 * @param now monotonic milliseconds
 */
export function boundConnectionAge(server: Server, maxAgeMs: number, now = () => performance.now()): void {
  const bornMs = new WeakMap<Socket, number>();
  server.on('connection', (socket: Socket) => bornMs.set(socket, now()));
  server.prependListener('request', (request, response) => {
    const { socket } = request;
    if (now() - (bornMs.get(socket) ?? now()) > maxAgeMs) response.setHeader('Connection', 'close');
  });
}
