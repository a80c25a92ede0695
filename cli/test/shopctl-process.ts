import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BLOCK_SIZE } from '../../target-shop/service-table.ts';
import { packageRoot } from '../core/package-root.ts';
import { freePortBlock } from '../platform/local/free-port.ts';

/** A command line at work. */
export interface ShopctlProcess {
  readonly child: ChildProcess;
  /** What it wrote so far. */
  readonly output: { stdout: string; stderr: string };
  /** Resolves once stdout or stderr holds the text; rejects when the process ends without having written it. */
  wrote(text: string | RegExp): Promise<void>;
  /** Resolves when it is over: exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
}

/** Starts `shopctl` from the checkout in a folder of its own, with this process's environment. */
export function startShopctl(workingDirectory: string, ...argv: readonly string[]): ShopctlProcess {
  return startBin(path.join(packageRoot(), 'cli/bin/shopctl.js'), workingDirectory, argv);
}

/** Starts a `shopctl` that is not the checkout's by the path of its front door. */
export function startBin(bin: string, workingDirectory: string, argv: readonly string[]): ShopctlProcess {
  return startProgram(process.execPath, workingDirectory, [bin, ...argv]);
}

/** Starts any program that way. */
export function startProgram(
  program: string,
  workingDirectory: string,
  argv: readonly string[],
): ShopctlProcess {
  const child = spawn(program, argv, {
    cwd: workingDirectory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  const holds = (text: string | RegExp) => {
    const all = output.stdout + output.stderr;
    return typeof text === 'string' ? all.includes(text) : text.test(all);
  };
  const wrote = (text: string | RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!holds(text)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void ended.then((code) => {
        if (!holds(text))
          reject(new Error(`ended with ${code} without "${text}":\n${output.stdout}\n${output.stderr}`));
      });
    });
  return { child, output, wrote, ended };
}

/** What a finished command line said. */
export interface ShopctlResult {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `shopctl` to its end. */
export function runShopctl(workingDirectory: string, ...argv: readonly string[]): Promise<ShopctlResult> {
  return resultOf(startShopctl(workingDirectory, ...argv));
}

/** Waits for the end of a command line; answers what it said. */
export async function resultOf({ ended, output }: ShopctlProcess): Promise<ShopctlResult> {
  const code = await ended;
  return { code, ...output };
}

/** A folder with a shop of its own in it. */
export interface TestShop {
  readonly directory: string;
  readonly portBase: number;
  readonly url: string;
  /** Ends the shop and removes the folder. */
  destroy(): Promise<void>;
}

/** Deploys a shop for one test file, in an empty folder and on ports that nobody uses. */
export async function deployTestShop(): Promise<TestShop> {
  const directory = mkdtempSync(path.join(tmpdir(), 'shopctl-'));
  const portBase = await freePortBlock(BLOCK_SIZE);
  const deployed = await runShopctl(directory, 'deploy', '--port-base', String(portBase));
  if (deployed.code !== 0) throw new Error(`deploy ended with ${deployed.code}:\n${deployed.stderr}`);
  return {
    directory,
    portBase,
    url: `http://127.0.0.1:${portBase}`,
    async destroy() {
      const { code, stderr } = await runShopctl(directory, 'destroy');
      rmSync(directory, { recursive: true, force: true });
      if (code !== 0) throw new Error(`destroy ended with ${code}:\n${stderr}`);
    },
  };
}
