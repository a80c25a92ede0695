import path from 'node:path';
import { SETTINGS } from '../../../../target-shop/contract/settings.ts';
import {
  BLOCK_PORTS,
  callsOf,
  nodeFlagsOf,
  type ServiceRow,
  STORE_SYSTEMS,
  serviceRow,
  servicesOf,
} from '../../../../target-shop/service-table.ts';
import { otlpUrl, urlOf } from '../addresses.ts';
import type { Deployment } from '../deployment.ts';
import type { Environment } from '../environment.ts';
import type { ShopDirectory } from '../shop-directory.ts';
import { postgresUrl, startPostgres } from '../stores/postgres-server.ts';
import { redisUrl, startRedis } from '../stores/redis-server.ts';
import type { StoreSettings } from '../stores/running-store.ts';
import { askHttp } from './ask-http.ts';
import { startNode } from './node-process.ts';
import type { PartSpec } from './supervised-part.ts';

/** How long a service may take to answer what it has accepted, before it is killed. */
const SERVICE_DRAIN_MS = 10_000;
/** Every random draw of the shop comes from it: two deployments behave alike. */
const SEED = 1;
/** For a process that takes over its address later. */
const ANY_PORT: Environment = { [SETTINGS.port]: '0', [SETTINGS.providerPort]: '0' };

/** What the parts of one shop are made from. */
export interface ShopMaterial {
  readonly deployment: Deployment;
  readonly directory: ShopDirectory;
  readonly env: Environment;
  /** Where the receiver writes when it starts; a run may have moved it. */
  telemetryFile(): string;
}

/** Answers the stores to start: those that were not given by URL. */
export function storeParts({ deployment, directory, env }: ShopMaterial): readonly PartSpec[] {
  const { request, redisPassword, postgresPassword } = deployment;
  const settings = (name: string, port: number, password: string): StoreSettings => ({
    directory: path.join(directory.stores, name),
    port: request.portBase + port,
    password,
    env,
  });
  const redis = settings('redis', BLOCK_PORTS.redis, redisPassword);
  const postgres = settings('postgres', BLOCK_PORTS.postgres, postgresPassword);
  return [
    ...(request.redisUrl === undefined ? [storePart('redis', redis, startRedis)] : []),
    ...(request.postgresUrl === undefined ? [storePart('postgres', postgres, startPostgres)] : []),
  ];
}

function storePart(name: string, settings: StoreSettings, start: typeof startRedis): PartSpec {
  return {
    name,
    role: 'store',
    url: `${name}://127.0.0.1:${settings.port}`,
    start: (log, signal) => start({ ...settings, log: log.write, signal }),
    // Started means that it takes commands.
    reasonNotReady: async () => undefined,
  };
}

/** Who observes must not slow what is observed: a third of a service's share when all want to run. */
const RECEIVER_NICENESS = 5;

/** Answers the telemetry receiver; it runs from the same kind of file as this one, `.ts` or `.js`. */
export function receiverPart(material: ShopMaterial): PartSpec {
  const { deployment, directory, env } = material;
  const { portBase } = deployment.request;
  const file = path.resolve(
    import.meta.dirname,
    `../../../telemetry/receiver/main${path.extname(import.meta.filename)}`,
  );
  return {
    name: 'telemetry',
    role: 'telemetry',
    url: otlpUrl({ portBase }),
    start: (log) =>
      startNode(
        {
          file,
          nodeFlags: ['--max-semi-space-size=2'],
          niceness: RECEIVER_NICENESS,
          cwd: directory.root,
          drainMs: SERVICE_DRAIN_MS,
          env: {
            ...systemEnvironment(env, deployment),
            SHOPCTL_RECEIVER_HOST: '127.0.0.1',
            SHOPCTL_RECEIVER_PORT: String(portBase + BLOCK_PORTS.receiver),
            SHOPCTL_RECEIVER_FILE: material.telemetryFile(),
            SHOPCTL_RECEIVER_TOKEN: deployment.token,
            SHOPCTL_RECEIVER_PARENT_PIPE: 'stdin',
          },
        },
        log,
      ),
    reasonNotReady: () => whyNot(`${otlpUrl({ portBase })}/health`),
  };
}

/** Answers the services of the shop's size, lowest tier first. */
export function serviceParts(material: ShopMaterial): readonly PartSpec[] {
  return servicesOf(material.deployment.request.size).map((row) => servicePart(row, material));
}

function servicePart(row: ServiceRow, { deployment, directory, env }: ShopMaterial): PartSpec {
  const url = urlOf(deployment.request, row.portOffset);
  const programOf = (number: number, changes: Environment) => ({
    file: path.join(deployment.bundle.directory, row.name, 'main.js'),
    // Not --enable-source-maps: Node reads the maps at start, which takes 54 MB of heap in every service.
    nodeFlags: nodeFlagsOf(row),
    cwd: directory.root,
    drainMs: SERVICE_DRAIN_MS,
    env: {
      ...systemEnvironment(env, deployment),
      ...serviceEnvironment(row, deployment, directory),
      [SETTINGS.instance]: instanceName(row, number),
      ...changes,
    },
    hasChannel: true,
  });
  return {
    name: row.name,
    role: 'service',
    url,
    start: (log) => startNode(programOf(1, {}), log),
    startBeside: (log, number) => startNode(programOf(number, ANY_PORT), log),
    reasonNotReady: (at = url) => whyNot(`${at}/ready`),
  };
}

/** The little of our own environment that programs need; no secrets of the user's. */
function systemEnvironment(env: Environment, { bundle }: Deployment): Environment {
  const cache = path.join(bundle.directory, 'compile-cache');
  // One arena: the C library would keep one a thread, 8 MB in every service.
  const lean = { MALLOC_ARENA_MAX: '1', NODE_COMPILE_CACHE: cache };
  return { PATH: env['PATH'], HOME: env['HOME'], TZ: 'UTC', ...lean };
}

function serviceEnvironment(row: ServiceRow, deployment: Deployment, directory: ShopDirectory): Environment {
  const { request, redisPassword, postgresPassword } = deployment;
  const { portBase } = request;
  const systems = new Set(row.stores.map((store) => STORE_SYSTEMS[store]));
  const peers = callsOf(row, request.size).map((name) => [name, urlOf(request, serviceRow(name).portOffset)]);
  const ownRedis = redisUrl({ port: portBase + BLOCK_PORTS.redis, password: redisPassword });
  const ownPostgres = postgresUrl({ port: portBase + BLOCK_PORTS.postgres, password: postgresPassword });
  return {
    [SETTINGS.service]: row.name,
    [SETTINGS.version]: deployment.version,
    [SETTINGS.host]: request.host,
    [SETTINGS.port]: String(portBase + row.portOffset),
    [SETTINGS.peers]: JSON.stringify(Object.fromEntries(peers)),
    [SETTINGS.otlpUrl]: otlpUrl(request),
    [SETTINGS.flagsDirectory]: directory.flags,
    [SETTINGS.token]: deployment.token,
    [SETTINGS.seed]: String(SEED),
    [SETTINGS.parentPipe]: 'stdin',
    ...(systems.has('redis') && { [SETTINGS.redisUrl]: request.redisUrl ?? ownRedis }),
    ...(systems.has('postgresql') && { [SETTINGS.postgresUrl]: request.postgresUrl ?? ownPostgres }),
    ...(row.name === 'payment' && { [SETTINGS.providerPort]: String(portBase + BLOCK_PORTS.provider) }),
  };
}

/** Answers the name of one of a service's instances, the first unless told otherwise. */
export function instanceName(row: Pick<ServiceRow, 'name'>, number = 1): string {
  return `${row.name}-${number}`;
}

async function whyNot(url: string): Promise<string | undefined> {
  try {
    const { status, text } = await askHttp({ url, timeoutMs: 1_000 });
    return status === 200 ? undefined : `answers ${status} ${text.slice(0, 200)}`.trim();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
