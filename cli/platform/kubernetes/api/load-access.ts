import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionOptions } from 'node:tls';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { didYouMean } from '../../../core/closest-name.ts';
import { EnvironmentError, UsageError } from '../../../core/errors.ts';

/** A cloud's login over the network included. */
const LOGIN_MS = 60_000;

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
  /** Answers them anew, for tokens that expire. @throws EnvironmentError */
  renewHeaders?(): Promise<Readonly<Record<string, string>>>;
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
 * @throws EnvironmentError when there is none that can be used, UsageError for a context that is not in it
 */
export async function loadAccess(context?: string): Promise<ClusterAccess> {
  // Half a second to load: only those who talk to a cluster pay for it.
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const config = new KubeConfig();
  try {
    config.loadFromDefault(undefined, true);
  } catch (error) {
    throw new EnvironmentError(`the kubeconfig cannot be used: ${(error as Error).message}`, {
      hint: `It is ${process.env['KUBECONFIG'] ?? '~/.kube/config'}; \`kubectl config view\` reads it too.`,
      cause: error,
    });
  }
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
  const { headers, tls } = await identityOf(config);
  const namespace = config.getContextObject(config.getCurrentContext())?.namespace;
  return {
    server: cluster.server,
    context: config.getCurrentContext(),
    ...(namespace === undefined ? {} : { namespace }),
    headers,
    renewHeaders: async () => (await identityOf(config)).headers,
    tls,
    ...(cluster.proxyUrl === undefined ? {} : { proxyUrl: cluster.proxyUrl }),
  };
}

/** Reads certificates and tokens, or has a program make them. */
async function identityOf(config: KubeConfig): Promise<Pick<ClusterAccess, 'headers' | 'tls'>> {
  const options: FilledOptions = {};
  try {
    await inTime(config.applyToHTTPSOptions(options));
  } catch (error) {
    throw new EnvironmentError(
      `the credentials of context "${config.getCurrentContext()}" cannot be had: ${(error as Error).message.trim()}`,
      {
        hint: 'Does what the kubeconfig names for them exist, file or program, and are you logged in?',
        cause: error,
      },
    );
  }
  const { headers = {}, auth, ca, cert, key, pfx, passphrase, servername, rejectUnauthorized } = options;
  const tls = { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized };
  const basic = auth === undefined ? {} : { Authorization: `Basic ${Buffer.from(auth).toString('base64')}` };
  return {
    headers: { ...headers, ...basic },
    tls: Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined)),
  };
}

/** A program that asks for a password would wait for ever: nobody can answer it here. */
async function inTime(work: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  try {
    await Promise.race([
      work,
      delay(LOGIN_MS, undefined, { signal: over.signal }).then(() => {
        throw new Error(`no answer within ${LOGIN_MS / 1000} s`);
      }),
    ]);
  } finally {
    over.abort();
  }
}

function hasKubeconfig(): boolean {
  const { KUBECONFIG, HOME = '' } = process.env;
  return KUBECONFIG !== undefined || existsSync(`${HOME}/.kube/config`);
}
