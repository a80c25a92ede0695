import { connect } from 'node:net';
import type { Clock } from '../../core/clock.ts';
import { EnvironmentError } from '../../core/errors.ts';
import type { ClusterApi } from './api/cluster-api.ts';
import { ClusterError } from './api/cluster-error.ts';

const SERVICE = { apiVersion: 'v1', kind: 'Service' };
const NODE = { apiVersion: 'v1', kind: 'Node' };
const CONNECT_WITHIN_MS = 1500;
/** Nodes learn of a pod that has just become ready a moment after the API does. */
const OPEN_WITHIN_MS = 5000;
const LOOK_EVERY_MS = 200;

/**
 * Answers the base URL of a service that has a port on every node: the first node address that takes a connection
 * from here, external ones first.
 * @throws EnvironmentError when the service is not there, or no address can be reached
 */
export async function nodePortUrl(api: ClusterApi, name: string, clock: Clock): Promise<string> {
  const port = await nodePortOf(api, name);
  const hosts = await nodeAddresses(api);
  const deadlineMs = clock.now() + OPEN_WITHIN_MS;
  do {
    for (const host of hosts) {
      const authority = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
      if (await takesConnections(host, port)) return `http://${authority}`;
    }
    await clock.sleepUntil(clock.now() + LOOK_EVERY_MS);
  } while (clock.now() < deadlineMs);
  throw new EnvironmentError(
    `no node takes connections on port ${port}, where "${name}" is: ${hosts.join(', ')}`,
    {
      code: 'SHOPCTL_EDGE_UNREACHABLE',
      hint: 'Are node ports reachable from here? For a look, `kubectl port-forward` and --target http://127.0.0.1:PORT will do.',
    },
  );
}

async function nodePortOf(api: ClusterApi, name: string): Promise<number> {
  const service = await api.find(SERVICE, name);
  const spec = service?.['spec'] as
    | { readonly ports?: readonly { readonly nodePort?: number }[] }
    | undefined;
  const port = spec?.ports?.[0]?.nodePort;
  if (port !== undefined) return port;
  throw new EnvironmentError(`the service "${name}" has no node port in the namespace "${api.namespace}"`, {
    hint: 'Deploy again: shopctl deploy --target kubernetes.',
  });
}

/** A user who may not list nodes still knows one: the API server's own address. */
async function nodeAddresses(api: ClusterApi): Promise<readonly string[]> {
  const fallback = [new URL(api.connection.access.server).hostname.replace(/^\[|\]$/g, '')];
  try {
    const { items } = await api.list(NODE);
    const addresses = items.flatMap(
      ({ status }) =>
        (status as { readonly addresses?: readonly { readonly type: string; readonly address: string }[] })
          ?.addresses ?? [],
    );
    const of = (type: string) => addresses.filter((each) => each.type === type).map(({ address }) => address);
    return [...of('ExternalIP'), ...of('InternalIP'), ...fallback];
  } catch (error) {
    if (error instanceof ClusterError && error.status === 403) return fallback;
    throw error;
  }
}

function takesConnections(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_WITHIN_MS });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}
