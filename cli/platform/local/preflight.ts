import { createServer } from 'node:net';
import { BLOCK_PORTS } from '../../../target-shop/service-table.ts';
import { EnvironmentError, UsageError } from '../../core/errors.ts';
import type { DeployRequest } from '../platform.ts';
import { planDeploy } from './deploy-plan.ts';
import type { Environment } from './environment.ts';
import { findPortHolder } from './port-holder.ts';
import { checkPostgres, checkRedis } from './stores/external-stores.ts';
import { findPostgresPackage } from './stores/postgres-home.ts';
import { redisProgram } from './stores/redis-server.ts';

/** A port a part of the shop listens on. */
export interface NeededPort {
  readonly port: number;
  readonly host: string;
  /** The part that needs it. */
  readonly name: string;
}

/** Answers every port a deployment needs. */
export function neededPorts(request: DeployRequest): readonly NeededPort[] {
  const parts = planDeploy(request).parts.flatMap(({ name, role, port }): readonly NeededPort[] =>
    port === undefined ? [] : [{ name, port, host: role === 'service' ? request.host : '127.0.0.1' }],
  );
  const provider = { name: 'payment (provider stub)', port: request.portBase + BLOCK_PORTS.provider };
  return [...parts, { ...provider, host: request.host }];
}

/**
 * Checks that the stores of a deployment are there: programs to start, or answers from those given by URL.
 * @throws EnvironmentError or UsageError for the first that is not
 */
export async function checkStores(request: DeployRequest, env: Environment): Promise<void> {
  const { redisUrl, postgresUrl } = request;
  if (redisUrl === undefined) redisProgram(env['PATH']);
  else await checkRedis(redisUrl);
  if (postgresUrl === undefined) await findPostgresPackage();
  else await checkPostgres(postgresUrl);
}

/**
 * Checks that every port of a deployment is free.
 * @throws EnvironmentError that says who holds the first that is not, UsageError when the address to listen on is
 *   none of this machine
 */
export async function checkPorts(request: DeployRequest): Promise<void> {
  for (const needed of neededPorts(request)) {
    await checkPort(needed, request.portBase < 60_000 ? request.portBase + 1000 : 3000);
  }
}

async function checkPort({ port, host, name }: NeededPort, otherBase: number): Promise<void> {
  const code = await tryToListen(port, host);
  if (code === undefined) return;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    throw new UsageError(`"${host}" is not an address of this machine`, {
      hint: 'Give one that is by --host, or leave it at 127.0.0.1.',
    });
  }
  const holder = findPortHolder(port);
  const who = holder === undefined ? 'another process' : `process ${holder.pid}: ${holder.command}`;
  const what = code === 'EADDRINUSE' ? `is in use by ${who}` : `cannot be used (${code})`;
  throw new EnvironmentError(`port ${port}, needed by ${name}, ${what}`, {
    code: 'SHOPCTL_PORT_IN_USE',
    hint: `Move the block of ports: shopctl deploy --port-base ${otherBase}`,
  });
}

function tryToListen(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
