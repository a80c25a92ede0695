import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DestroyWork } from '../platform.ts';
import type { Deployment } from './deployment.ts';
import { isRunning, type ProcessIdentity, signalProcess } from './process-table.ts';
import { connectToShop, type LocalSurroundings } from './shop-connection.ts';
import { readPrivateJson, type ShopDirectory, type ShopProcesses } from './shop-directory.ts';
import { removePostgresData } from './stores/postgres-server.ts';
import { waitUntil } from './wait-until.ts';

/** How long an orderly end may take, in milliseconds: five tiers that answer what they have accepted. */
const STOP_TIMEOUT_MS = 30_000;
/** How long processes get to be gone, once they have been told, in milliseconds. */
const NOTICE_MS = 2_000;

/** Answers the work of ending a shop, and what there is of it; no step when there is nothing at all. */
export async function planDestroyWork({ directory }: LocalSurroundings): Promise<DestroyWork> {
  const found = (await runningParts(directory)).map(({ name }) => name);
  const hasFiles = (await readdir(directory.root).catch(() => [])).length > 0;
  const title = found.length === 0 ? 'Remove its files' : `End ${found.length} processes, remove their files`;
  const run = () => endShop(directory, { keepLogs: false });
  return { found, steps: found.length > 0 || hasFiles ? [{ title, run }] : [] };
}

/**
 * Ends everything there is of a shop, in good order where its supervisor answers, and removes its files.
 * Safe when there is nothing.
 */
export async function endShop(
  directory: ShopDirectory,
  options: { readonly keepLogs: boolean },
): Promise<void> {
  const connection = await connectToShop(directory);
  if (connection !== undefined) {
    // Should it fail to, or not come to an end, what is left is ended below.
    const stopped = connection.client.call('stop', undefined).catch(() => {});
    await Promise.race([stopped, delay(STOP_TIMEOUT_MS, undefined, { ref: false })]);
    connection.client.close();
  }
  await endLeftovers(directory);
  await removeFiles(directory, options);
}

/**
 * Ends what is recorded and still runs. Orphans of a dead supervisor notice by themselves within milliseconds.
 * A process is only touched when its start time is the recorded one too: its id may be somebody else's by now.
 */
async function endLeftovers(directory: ShopDirectory): Promise<void> {
  const recorded = (await runningParts(directory)).map((part) => part.process);
  const areGone = () => !recorded.some(isRunning);
  const [supervisor] = recorded;
  if (await waitUntil(areGone, { timeoutMs: NOTICE_MS / 2 })) return;
  if (supervisor !== undefined) signalProcess(supervisor, 'SIGKILL');
  if (await waitUntil(areGone, { timeoutMs: NOTICE_MS })) return;
  for (const process of recorded) signalProcess(process, 'SIGKILL');
  await waitUntil(areGone, { timeoutMs: NOTICE_MS });
}

/** The supervisor first. */
async function runningParts(
  directory: ShopDirectory,
): Promise<readonly { readonly name: string; readonly process: ProcessIdentity }[]> {
  const processes = await readPrivateJson<ShopProcesses>(directory.processes);
  if (processes === undefined) return [];
  const all = [{ name: 'supervisor', process: processes.supervisor }, ...processes.parts];
  return all.filter(({ process }) => isRunning(process));
}

async function removeFiles(
  directory: ShopDirectory,
  { keepLogs }: { readonly keepLogs: boolean },
): Promise<void> {
  const deployment = await readPrivateJson<Deployment>(directory.deployment);
  await rm(deployment?.socket ?? directory.socket, { force: true });
  await removePostgresData(path.join(directory.stores, 'postgres'));
  for (const name of await readdir(directory.root).catch(() => [])) {
    const file = path.join(directory.root, name);
    if (!(keepLogs && file === directory.logs)) await rm(file, { recursive: true, force: true });
  }
  if (!keepLogs) await rm(directory.root, { recursive: true, force: true });
}
