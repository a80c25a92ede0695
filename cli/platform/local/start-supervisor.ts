import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { newFlagFile } from '../../../target-shop/contract/new-flag-file.ts';
import { EnvironmentError } from '../../core/errors.ts';
import type { DeployRequest } from '../platform.ts';
import { ControlClient } from './control/control-client.ts';
import type { Deployment } from './deployment.ts';
import type { Environment } from './environment.ts';
import { lastLines } from './follow-log.ts';
import { type ServiceBundle, shopctlVersion } from './service-bundle.ts';
import type { LocalSurroundings } from './shop-connection.ts';
import { flagFileOf, logFileOf, makeShopDirectory, writePrivateFile } from './shop-directory.ts';
import { waitUntil } from './wait-until.ts';

const START_TIMEOUT_MS = 20_000;

/**
 * Writes a shop's files and starts its supervisor, which starts everything else.
 * @throws EnvironmentError with its last words when it does not come up
 */
export async function startSupervisor(
  request: DeployRequest,
  bundle: ServiceBundle,
  { directory, env, clock }: LocalSurroundings,
): Promise<void> {
  const deployment: Deployment = {
    request,
    startedAtMs: clock.now(),
    version: await shopctlVersion(),
    bundle,
    redisPassword: secret(),
    postgresPassword: secret(),
    token: secret(),
    socket: directory.socket,
  };
  await makeShopDirectory(directory);
  await writePrivateFile(flagFileOf(directory), newFlagFile(request.flavour));
  await writePrivateFile(directory.token, deployment.token);
  await writePrivateFile(directory.deployment, JSON.stringify(deployment));
  const logFile = logFileOf(directory, 'supervisor');
  const compileCache = path.join(bundle.directory, 'compile-cache');
  const hasEnded = spawnDetached(path.dirname(directory.root), logFile, {
    ...env,
    NODE_COMPILE_CACHE: compileCache,
  });
  const isUp = async () => {
    const client = await ControlClient.connect(deployment.socket, deployment.token);
    client?.close();
    return client !== undefined || hasEnded();
  };
  const hasAnswered = await waitUntil(isUp, { timeoutMs: START_TIMEOUT_MS });
  if (hasAnswered && !hasEnded()) return;
  throw new EnvironmentError(`the supervisor did not start:\n${await lastLines(logFile, 5)}`, {
    hint: `Its whole log: ${logFile}`,
  });
}

/** In a session of its own: neither the end of this process nor a closed terminal reaches it. */
function spawnDetached(workingDirectory: string, logFile: string, env: Environment): () => boolean {
  // The same kind of file as this one: `.ts` in a checkout, `.js` in a build.
  const main = path.join(import.meta.dirname, 'supervisor', `main${path.extname(import.meta.filename)}`);
  const log = openSync(logFile, 'a', 0o600);
  const heapCap = ['--max-old-space-size=64', '--max-semi-space-size=1'];
  const child = spawn(process.execPath, [...heapCap, main, workingDirectory], {
    cwd: workingDirectory,
    detached: true,
    stdio: ['ignore', log, log],
    env,
  });
  closeSync(log);
  child.on('error', () => {}); // shows as a start that never answers
  child.unref();
  return () => child.exitCode !== null || child.signalCode !== null;
}

function secret(): string {
  return randomBytes(24).toString('hex');
}
