import type { WirePlan } from '../plan/wire-plan.ts';

const CONNECTIONS = {
  'per-user': 'connections of each user’s own, closed at the end of the iteration',
  new: 'a new connection for every request',
} as const;

/** Answers how requests reached the target, as far as it is worth a word. */
export function wireSentence(wire: WirePlan): string {
  const { connections, http2, proxyUrl, caFile, certFile, isInsecure } = wire;
  return [
    ...(connections === undefined ? [] : [CONNECTIONS[connections]]),
    ...(http2 ? ['HTTP/2'] : []),
    ...(proxyUrl === undefined ? [] : [`through the proxy ${proxyUrl}`]),
    ...(caFile === undefined ? [] : [`trusting ${caFile}`]),
    ...(certFile === undefined ? [] : [`showing ${certFile}`]),
    ...(isInsecure ? ['certificates not checked (--insecure)'] : []),
  ].join('; ');
}
