import { execFileSync } from 'node:child_process';
import { findK6ForTests } from '../../cli/load/test/find-k6-for-tests.ts';
import { installPeer, type PeerName, VERSIONS } from './install-peer.ts';

/** A tool on this machine. */
export interface FoundPeer {
  readonly binary: string;
  readonly version: string;
}

export interface FoundPeers {
  readonly found: ReadonlyMap<string, FoundPeer>;
  /** Who is left out and why, a sentence each. */
  readonly missing: readonly string[];
}

/** Finds k6, and installs the other peers that are asked for where they are not there yet. */
export async function findPeers(names: readonly PeerName[]): Promise<FoundPeers> {
  const found = new Map<string, FoundPeer>();
  const missing: string[] = [];
  const k6 = findK6ForTests(process.env);
  if (k6 === undefined) missing.push('k6 left out: there is none here; set SHOPCTL_K6_BINARY');
  else found.set('k6', { binary: k6, version: versionOfK6(k6) });
  for (const name of names) {
    const peer = await installPeer(name);
    if ('binary' in peer) found.set(name, { binary: peer.binary, version: VERSIONS[name] });
    else missing.push(`${name} left out: ${peer.reason}`);
  }
  return { found, missing };
}

function versionOfK6(binary: string): string {
  const said = execFileSync(binary, ['version'], { encoding: 'utf8' });
  return /v(\d+\.\d+\.\d+)/.exec(said)?.[1] ?? said.trim();
}
