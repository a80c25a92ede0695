import path from 'node:path';
import type { Clock } from '../../core/clock.ts';
import { EnvironmentError } from '../../core/errors.ts';
import { ControlClient } from './control/control-client.ts';
import type { Deployment } from './deployment.ts';
import type { Environment } from './environment.ts';
import { readPrivateJson, type ShopDirectory } from './shop-directory.ts';

/** What work on a local shop needs of its surroundings. */
export interface LocalSurroundings {
  readonly directory: ShopDirectory;
  readonly env: Environment;
  readonly clock: Clock;
}

/** A shop that runs, and the line to its supervisor. */
export interface ShopConnection {
  readonly deployment: Deployment;
  readonly client: ControlClient;
}

/** Answers the shop of a directory; `undefined` when none answers. */
export async function connectToShop(directory: ShopDirectory): Promise<ShopConnection | undefined> {
  const deployment = await readPrivateJson<Deployment>(directory.deployment);
  if (deployment === undefined) return undefined;
  const client = await ControlClient.connect(deployment.socket, deployment.token);
  return client && { deployment, client };
}

/** As {@link connectToShop}. @throws EnvironmentError when none answers */
export async function requireShop(directory: ShopDirectory): Promise<ShopConnection> {
  const connection = await connectToShop(directory);
  if (connection !== undefined) return connection;
  throw new EnvironmentError(`no shop runs in ${path.dirname(directory.root)}`, {
    code: 'SHOPCTL_NOT_DEPLOYED',
    hint: 'Start one: shopctl deploy',
  });
}
