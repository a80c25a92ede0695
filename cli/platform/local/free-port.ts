import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Answers a TCP port on loopback that nobody used a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
  server.close();
  await once(server, 'close');
  return port;
}

/** Answers the first of `size` ports in a row on loopback that nobody used a moment ago. */
export async function freePortBlock(size: number): Promise<number> {
  for (;;) {
    // Below the ports that systems give to outgoing connections, which come and go.
    const base = 10_000 + Math.floor(Math.random() * 20_000);
    const ports = Array.from({ length: size }, (_, offset) => base + offset);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return base;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
