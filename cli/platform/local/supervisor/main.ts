import { existsSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../../core/clock.ts';
import { type ControlServer, serveControl } from '../control/control-server.ts';
import type { Deployment } from '../deployment.ts';
import { readPrivateJson, shopDirectory } from '../shop-directory.ts';
import { removePostgresData } from '../stores/postgres-server.ts';
import { Supervisor } from './supervisor.ts';

const FOLDER_CHECK_MS = 1_000;

/**
 * The process that owns a shop, started by `deploy` and detached from it. Its argument is the shop's working
 * directory. When it dies, the pipes it holds close, and with them every process it owns ends.
 */
async function main(workingDirectory: string): Promise<void> {
  const directory = shopDirectory(workingDirectory, process.env);
  const deployment = await readPrivateJson<Deployment>(directory.deployment);
  if (deployment === undefined) throw new Error(`there is no deployment in ${directory.root}`);
  let server: ControlServer | undefined;
  const end = () => {
    server?.close();
    process.exit(0);
  };
  const supervisor = new Supervisor({
    deployment,
    directory,
    env: process.env,
    clock: systemClock,
    broadcast: (event) => server?.broadcast(event),
    // After the answer to the one who asked has been sent.
    onStopped: () => setTimeout(end, 20),
  });
  for (const name of ['SIGTERM', 'SIGINT'] as const)
    process.once(name, () => void supervisor.stop().then(end));
  // Whoever removes the folder by hand means the shop: nothing else could find its processes again.
  const watch = setInterval(async () => {
    if (existsSync(directory.deployment)) return;
    clearInterval(watch);
    await supervisor.stop();
    await removePostgresData(path.join(directory.stores, 'postgres'));
    end();
  }, FOLDER_CHECK_MS);
  supervisor.start();
  server = await serveControl({
    path: deployment.socket,
    token: deployment.token,
    handlers: supervisor.handlers,
    onBeat: (connection) => supervisor.beat(connection),
    onGone: (connection) => void supervisor.endRun(connection),
  });
}

await main(process.argv[2] ?? process.cwd());
