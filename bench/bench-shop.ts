import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { withVariant } from '../cli/flags/flag-file.ts';
import { freePortBlock } from '../cli/platform/local/free-port.ts';
import { createLocalPlatform } from '../cli/platform/local/local-platform.ts';
import type { Platform, Step } from '../cli/platform/platform.ts';
import type { FlagName } from '../target-shop/contract/flags.ts';
import { BLOCK_SIZE } from '../target-shop/service-table.ts';

/** A whole shop in a folder and on ports of its own. */
export interface BenchShop {
  /** The folder it belongs to; commands that run there mean it. */
  readonly directory: string;
  readonly platform: Platform;
  /** Starts it, or leaves it as it runs. */
  deploy(): Promise<void>;
  end(): Promise<void>;
  setFlag(flag: FlagName, variant: string): Promise<void>;
}

/** Lets work have a shop that it may start; it is ended afterwards, and its folder removed. */
export async function withBenchShop<T>(work: (shop: BenchShop) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'bench-shop-'));
  const platform = createLocalPlatform({ workingDirectory: directory });
  const portBase = await freePortBlock(BLOCK_SIZE);
  const end = async () => run((await platform.destroy()).steps);
  try {
    return await work({
      directory,
      platform,
      deploy: async () => run((await platform.deploy({ size: 'full', portBase, host: '127.0.0.1' })).steps),
      end,
      setFlag: async (flag, variant) =>
        platform.writeFlagFile(withVariant(await platform.readFlagFile(), flag, variant)),
    });
  } finally {
    await end();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function run(steps: readonly Step[]): Promise<void> {
  const { signal } = new AbortController();
  for (const step of steps) await step.run(() => {}, signal);
}
