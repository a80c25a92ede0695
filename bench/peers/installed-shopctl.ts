import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../cli/core/package-root.ts';

/** The tool as users have it: built, and started through the front door of an installed package. */
export interface InstalledShopctl extends Disposable {
  /** The words that start it, to be followed by a command. */
  readonly argv: readonly [string, ...string[]];
}

/** Builds this checkout, and puts it under a `node_modules` as a link. */
export async function installShopctl(): Promise<InstalledShopctl> {
  await promisify(execFile)('npm', ['run', 'build'], { cwd: packageRoot() });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'shopctl-installed-'));
  const modules = path.join(folder, 'node_modules');
  mkdirSync(modules);
  symlinkSync(packageRoot(), path.join(modules, 'shopctl'));
  const frontDoor = path.join(modules, 'shopctl/cli/bin/shopctl.js');
  return {
    // Node would follow the link, and find itself in a checkout.
    argv: [process.execPath, '--preserve-symlinks', '--preserve-symlinks-main', frontDoor],
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
