import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../core/package-root.ts';
import { resultOf, type ShopctlResult, startProgram } from './shopctl-process.ts';

/** A cluster that tests may use, and must leave as they found it. */
export interface TestCluster {
  /** Runs a command where the cluster's addresses exist. */
  exec(workingDirectory: string, ...argv: readonly string[]): Promise<ShopctlResult>;
  /** Runs `shopctl` from the checkout there. */
  shopctl(workingDirectory: string, ...argv: readonly string[]): Promise<ShopctlResult>;
  /** Builds an image from a folder and puts it on the node. */
  build(image: string, directory: string): Promise<void>;
  /** Takes the cluster down, if it was not up before. */
  end(): Promise<void>;
}

/** Bases of the images, and the first start, on a machine that has never had them. */
export const CLUSTER_START_MS = 420_000;

/**
 * Answers the script that starts a cluster: `SHOPCTL_CLUSTER`, else the one in a sibling folder; `undefined` when
 * there is none or this user may not start one, and then tests that need it are skipped and say so.
 */
export function findCluster(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const script = env['SHOPCTL_CLUSTER'] ?? path.resolve(packageRoot(), '../shared/cluster/cluster');
  return existsSync(script) && process.getuid?.() === 0 ? script : undefined;
}

/** Starts the cluster, or uses the one that runs. */
export async function startCluster(script: string): Promise<TestCluster> {
  const run = (workingDirectory: string, ...argv: readonly string[]) =>
    resultOf(startProgram(script, workingDirectory, argv));
  const isUp = (await run('/', 'exec', '--', 'kubectl', 'get', 'namespace', 'default')).code === 0;
  for (const step of ['up', 'images']) {
    const { code, stderr } = await run('/', step);
    if (code !== 0) throw new Error(`cluster ${step} ended with ${code}: ${stderr.slice(-2000)}`);
  }
  const bin = path.join(packageRoot(), 'cli/bin/shopctl.js');
  return {
    exec: (workingDirectory, ...argv) => run(workingDirectory, 'exec', '--', ...argv),
    shopctl: (workingDirectory, ...argv) =>
      run(workingDirectory, 'exec', '--', process.execPath, bin, ...argv),
    async build(image, directory) {
      const { code, stderr } = await run('/', 'build', image, directory);
      if (code !== 0) throw new Error(`${image} was not built: ${stderr.slice(-2000)}`);
    },
    async end() {
      if (isUp) return;
      await once(spawn(script, ['down'], { stdio: 'ignore' }), 'close');
    },
  };
}
