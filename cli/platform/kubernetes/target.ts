import { rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import type { ShopSize } from '../../../target-shop/service-table.ts';
import { makePrivateFolder } from '../local/private-folder.ts';
import { readPrivateJson, writePrivateFile } from '../local/shop-directory.ts';

/** Which shop on which cluster the commands of a folder mean; `deploy` remembers it in `.shopctl`. */
export interface KubernetesTarget {
  /** Of the kubeconfig; the current one when unset. */
  readonly context?: string;
  readonly namespace: string;
  readonly image: string;
  readonly size: ShopSize;
}

/** Answers the shop that was deployed to a cluster from a folder; `undefined` when none was. */
export function readTarget(workingDirectory: string): Promise<KubernetesTarget | undefined> {
  return readPrivateJson<KubernetesTarget>(fileOf(workingDirectory));
}

/** Remembers a target for the commands that follow. */
export async function rememberTarget(workingDirectory: string, target: KubernetesTarget): Promise<void> {
  const file = fileOf(workingDirectory);
  await makePrivateFolder(path.dirname(file));
  await writePrivateFile(file, `${JSON.stringify(target, undefined, 2)}\n`);
}

/** Forgets it. */
export async function forgetTarget(workingDirectory: string): Promise<void> {
  const file = fileOf(workingDirectory);
  await rm(file, { force: true });
  // The folder stays where a shop on this machine has it too.
  await rmdir(path.dirname(file)).catch(() => {});
}

function fileOf(workingDirectory: string): string {
  return path.join(path.resolve(workingDirectory), '.shopctl', 'kubernetes.json');
}
