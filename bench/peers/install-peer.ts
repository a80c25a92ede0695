import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory } from '../../cli/platform/local/environment.ts';

const run = promisify(execFile);
const CACHE = path.join(cacheDirectory(process.env), 'peers');
const INSTALL_WITHIN_MS = 600_000;

/** What the peers are held to; k6 is the one that is there. */
export const VERSIONS = {
  artillery: '2.0.34',
  autocannon: '9.0.0',
  locust: '2.46.3',
  vegeta: '12.13.0',
} as const;

/** A tool to be compared with, and how a machine gets it. */
interface Peer {
  /** Where it is, below its folder, once it is installed. */
  readonly binary: string;
  install(folder: string): Promise<unknown>;
}

const PEERS = {
  artillery: {
    binary: 'node_modules/.bin/artillery',
    // Nearly 500 packages; what is measured needs none of their scripts.
    install: (folder) =>
      sh('npm', ['install', '--ignore-scripts', '--prefix', folder, `artillery@${VERSIONS.artillery}`]),
  },
  autocannon: {
    binary: 'node_modules/.bin/autocannon',
    install: (folder) => sh('npm', ['install', '--prefix', folder, `autocannon@${VERSIONS.autocannon}`]),
  },
  locust: {
    binary: 'bin/locust',
    async install(folder) {
      await sh('python3', ['-m', 'venv', folder]);
      await sh(path.join(folder, 'bin/pip'), ['install', '--quiet', `locust==${VERSIONS.locust}`]);
    },
  },
  vegeta: {
    binary: 'vegeta',
    install: (folder) =>
      sh('go', ['install', `github.com/tsenart/vegeta/v12@v${VERSIONS.vegeta}`], { GOBIN: folder }),
  },
} as const satisfies Record<string, Peer>;

export type PeerName = keyof typeof PEERS;

/**
 * Answers where a peer is, after installing it into a cache of its own if it is not there yet.
 * @returns why it is not, where it cannot be
 */
export async function installPeer(
  name: PeerName,
): Promise<{ readonly binary: string } | { readonly reason: string }> {
  const { binary, install } = PEERS[name];
  const folder = path.join(CACHE, name);
  const file = path.join(folder, binary);
  if (existsSync(file)) return { binary: file };
  try {
    await mkdir(folder, { recursive: true });
    await install(folder);
    return { binary: file };
  } catch (error) {
    return { reason: String(error).split('\n')[0] ?? 'no reason given' };
  }
}

function sh(program: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return run(program, [...argv], { env: { ...process.env, ...env }, timeout: INSTALL_WITHIN_MS });
}
