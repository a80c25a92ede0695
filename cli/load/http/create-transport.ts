import type { Clock } from '../../core/clock.ts';
import { http2Transport } from './http2-transport.ts';
import { socketTransport } from './socket-transport.ts';
import type { Transport } from './transport.ts';
import { undiciTransport } from './undici-transport.ts';
import type { WireOptions } from './wire-options.ts';

/**
 * Answers what carries requests to a target.
 * @param targetUrl http or https, for HTTP/2 https; its path goes before every request's path
 */
export function createTransport(targetUrl: string, clock: Clock, wire: WireOptions = {}): Transport {
  if (wire.http2 === true) return http2Transport(targetUrl, clock, wire);
  // undici waits for a tunnel to be there; our own client opens its sockets itself.
  const needsTunnel = wire.proxy !== undefined && targetUrl.startsWith('https:');
  return needsTunnel ? undiciTransport(targetUrl, clock, wire) : socketTransport(targetUrl, clock, wire);
}
