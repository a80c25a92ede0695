import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ChaosState } from '../../../target-shop/contract/chaos-wire.ts';
import type { FlavourName } from '../../../target-shop/contract/flavours.ts';
import { BLOCK_SIZE, type ShopSize } from '../../../target-shop/service-table.ts';
import type { DeployRequest, Platform, ShopStatus, Step } from '../platform.ts';
import { freePortBlock } from './free-port.ts';
import { createLocalPlatform } from './local-platform.ts';
import { identifyProcess, type ProcessIdentity } from './process-table.ts';
import { type ShopDirectory, shopDirectory } from './shop-directory.ts';
import { waitUntil } from './wait-until.ts';

/** How long a test waits for what must happen, on a machine that has much else to do. */
const PATIENCE_MS = 30_000;

/** Runs steps one after the other, silently. */
export async function runSteps(steps: readonly Step[], signal = new AbortController().signal): Promise<void> {
  for (const step of steps) await step.run(() => {}, signal);
}

export interface TestShopOptions {
  readonly size?: ShopSize;
  readonly flavour?: FlavourName;
}

/** The real shop, for one test file: in a temporary folder and on free ports. */
export class TestShop {
  readonly workingDirectory: string;
  readonly platform: Platform;
  readonly directory: ShopDirectory;
  request: DeployRequest;

  private constructor(workingDirectory: string, portBase: number, size: ShopSize) {
    this.workingDirectory = workingDirectory;
    this.platform = createLocalPlatform({ workingDirectory });
    this.directory = shopDirectory(workingDirectory, process.env);
    this.request = { size, portBase, host: '127.0.0.1' };
  }

  /** Deploys a shop, for `beforeAll`; `destroy` belongs into `afterAll`. */
  static async start({ size = 'core', flavour }: TestShopOptions = {}): Promise<TestShop> {
    const workingDirectory = await mkdtemp(path.join(os.tmpdir(), 'shopctl-shop-'));
    const shop = new TestShop(workingDirectory, await freePortBlock(BLOCK_SIZE), size);
    if (flavour !== undefined) shop.request = { ...shop.request, flavour };
    await shop.deploy();
    return shop;
  }

  async deploy(): Promise<ShopStatus> {
    const work = await this.platform.deploy(this.request);
    await runSteps(work.steps);
    return work.result();
  }

  async destroy(): Promise<void> {
    await runSteps((await this.platform.destroy()).steps);
    await rm(this.workingDirectory, { recursive: true, force: true });
  }

  /** Answers every process of the shop. */
  async processes(): Promise<readonly ProcessIdentity[]> {
    const { parts } = await this.platform.status();
    return parts.flatMap(({ pid }) => (pid === undefined ? [] : (identifyProcess(pid) ?? [])));
  }

  /** Answers the process of a part. */
  async pidOf(name: string): Promise<number> {
    const pid = (await this.platform.status()).parts.find((part) => part.name === name)?.pid;
    if (pid === undefined) throw new Error(`${name} does not run`);
    return pid;
  }

  /** Waits until a part is ready again. */
  async isReady(name: string): Promise<boolean> {
    const check = async () => {
      const { parts } = await this.platform.status();
      return parts.some((part) => part.name === name && part.state === 'ready');
    };
    return waitUntil(check, { timeoutMs: PATIENCE_MS });
  }

  /** Answers the overrides in force on a service, as it says itself. */
  async leasesOn(service: string): Promise<ChaosState['leases']> {
    const { parts } = await this.platform.status();
    const response = await fetch(`${parts.find(({ name }) => name === service)?.url}/chaos`, {
      headers: { authorization: `Bearer ${await readFile(this.directory.token, 'utf8')}` },
    });
    return ((await response.json()) as ChaosState).leases; // the contract of the route
  }
}
