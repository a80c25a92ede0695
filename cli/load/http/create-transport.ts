import type { Clock } from '../../core/clock.ts';
import { socketTransport } from './socket-transport.ts';
import type { Transport } from './transport.ts';
import type { WireOptions } from './wire-options.ts';

/**
 * Answers what carries requests to a target.
 * @param targetUrl http or https, for HTTP/2 https; its path goes before every request's path
 */
export async function createTransport(
  targetUrl: string,
  clock: Clock,
  wire: WireOptions = {},
): Promise<Transport> {
  // Loaded here: undici and what it needs take 20 MB of every thread, and most loads never use it.
  if (wire.http2 === true) {
    const { http2Transport } = await import('./http2-transport.ts');
    return http2Transport(targetUrl, clock, wire);
  }
  // undici waits for a tunnel to be there; our own client opens its sockets itself.
  const needsTunnel = wire.proxy !== undefined && targetUrl.startsWith('https:');
  if (!needsTunnel) return socketTransport(targetUrl, clock, wire);
  const { undiciTransport } = await import('./undici-transport.ts');
  return undiciTransport(targetUrl, clock, wire);
}
