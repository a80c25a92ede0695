import { BLOCK_PORTS } from '../../../target-shop/service-table.ts';
import type { DeployRequest } from '../platform.ts';

/** Answers the base URL of a port of the block, as this machine reaches it. */
export function urlOf(
  { host, portBase }: Pick<DeployRequest, 'host' | 'portBase'>,
  portOffset: number,
): string {
  return `http://${reachable(host)}:${portBase + portOffset}`;
}

/** Answers the base URL of the telemetry receiver, which listens on loopback only. */
export function otlpUrl({ portBase }: Pick<DeployRequest, 'portBase'>): string {
  return `http://127.0.0.1:${portBase + BLOCK_PORTS.receiver}`;
}

/** "All addresses" is where to listen, not where to connect to. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
