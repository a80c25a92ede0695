import type { buildConnector } from 'undici';
import type { Clock } from '../../core/clock.ts';
import { proxyTunnel } from './proxy-tunnel.ts';
import { secureContextOf } from './secure-context.ts';
import { type TimedConnector, timedConnector } from './timed-connector.ts';
import type { WireOptions } from './wire-options.ts';

/** Answers what opens connections to a target as the options say, through a proxy's tunnel where there is TLS. */
export function connectorTo(targetUrl: URL, clock: Clock, wire: WireOptions): TimedConnector {
  const { tls = {}, http2 = false, proxy, connections = 'shared' } = wire;
  const tunnel = proxy !== undefined && targetUrl.protocol === 'https:' ? proxyTunnel(proxy, tls) : undefined;
  const options: buildConnector.BuildOptions = {
    ...secureContextOf(tls),
    // HTTP/1.1 where it was not asked for HTTP/2: that would put requests on one connection.
    allowH2: http2,
    preferH2: http2,
    // Users do not know each other: none resumes the TLS session of another.
    ...(connections === 'shared' ? {} : { maxCachedSessions: 0 }),
  };
  return timedConnector(clock, options, tunnel);
}
