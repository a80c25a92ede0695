import { existsSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { didYouMean } from '../../../core/closest-name.ts';
import { EnvironmentError, UsageError } from '../../../core/errors.ts';

/** Whom we trust, and who we are. */
export type TlsIdentity = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'pfx' | 'passphrase' | 'servername' | 'rejectUnauthorized'
>;

/** How to reach a cluster, and as whom. */
export interface ClusterAccess {
  readonly server: string;
  readonly context: string;
  /** The context's own namespace, where it has one. */
  readonly namespace?: string;
  /** Authorisation, where it is by header. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsIdentity;
  readonly proxyUrl?: string;
}

/** What `applyToHTTPSOptions` fills in. */
interface FilledOptions extends TlsIdentity {
  headers?: Record<string, string>;
  auth?: string;
}

/**
 * Reads the kubeconfig as kubectl does: `KUBECONFIG` or `~/.kube/config`, then the pod's own service account.
 * @param context another than the current one
 * @throws EnvironmentError when there is none, UsageError for a context that is not in it
 */
export async function loadAccess(context?: string): Promise<ClusterAccess> {
  // Half a second to load: only those who talk to a cluster pay for it.
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const config = new KubeConfig();
  config.loadFromDefault(undefined, true);
  const names = config.getContexts().map(({ name }) => name);
  if (context !== undefined) {
    if (!names.includes(context)) {
      throw new UsageError(`there is no context "${context}" in the kubeconfig`, {
        hint: didYouMean(context, names),
      });
    }
    config.setCurrentContext(context);
  }
  const cluster = config.getCurrentCluster();
  // Without any kubeconfig the library answers a made-up cluster on localhost:8080.
  if (cluster === null || (cluster.server === 'http://localhost:8080' && !hasKubeconfig())) {
    throw new EnvironmentError('no cluster is configured', {
      hint: 'Set KUBECONFIG, or make ~/.kube/config; `--target local` needs no cluster.',
    });
  }
  const options: FilledOptions = {};
  await config.applyToHTTPSOptions(options);
  const { headers = {}, auth, ca, cert, key, pfx, passphrase, servername, rejectUnauthorized } = options;
  const tls = { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized };
  const namespace = config.getContextObject(config.getCurrentContext())?.namespace;
  const basic = auth === undefined ? {} : { Authorization: `Basic ${Buffer.from(auth).toString('base64')}` };
  return {
    server: cluster.server,
    context: config.getCurrentContext(),
    ...(namespace === undefined ? {} : { namespace }),
    headers: { ...headers, ...basic },
    tls: Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined)),
    ...(cluster.proxyUrl === undefined ? {} : { proxyUrl: cluster.proxyUrl }),
  };
}

function hasKubeconfig(): boolean {
  const { KUBECONFIG, HOME = '' } = process.env;
  return KUBECONFIG !== undefined || existsSync(`${HOME}/.kube/config`);
}
