import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Store } from '../../service-table.ts';
import { codeOf } from '../thrown-value.ts';
import { OutageLog } from './outage-log.ts';
import type { ServiceStore, StoreOutside } from './service-store.ts';
import { type StoreCall, StoreCalls } from './store-calls.ts';

/** Above this a command has failed, whatever the reason. */
const COMMAND_TIMEOUT_MS = 2000;
const CONNECT_TIMEOUT_MS = 2000;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 1000;
/** Sent by the connection itself or by health checks; nobody asks how long they took. */
const OWN_COMMANDS = new Set(['auth', 'client', 'hello', 'info', 'ping', 'quit', 'select']);

/** A Redis connection with a span for every command. */
export interface RedisStore extends ServiceStore {
  readonly redis: Redis;
}

/**
 * Connects in the background and never gives up. While there is no connection a command fails at once instead of
 * waiting in a queue: a request that cannot be served should say so while its caller still listens.
 */
export function connectRedis(store: Store, url: string, outside: StoreOutside): RedisStore {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempt, 10), LONGEST_RETRY_MS),
  });
  const { hostname, port } = new URL(url);
  const place = { store, system: 'redis', host: hostname, port: Number(port || 6379) } as const;
  recordCommands(redis, new StoreCalls(outside.tracer, outside.durations, place));
  const outage = logOutages(redis, store, outside.log);
  redis.connect().catch(() => {}); // the error event has said it, and the connection keeps trying
  return {
    redis,
    store,
    async problem() {
      if (redis.status !== 'ready') return outage.problem ?? `connection is ${redis.status}`;
      return redis.ping().then(
        () => undefined,
        (error: Error) => error.message,
      );
    },
    async close() {
      redis.removeAllListeners('close');
      redis.disconnect();
    },
  };
}

function logOutages(redis: Redis, store: Store, log: Logger): OutageLog {
  const outage = new OutageLog(log, store);
  redis.on('error', (error) => outage.failed(error));
  // A server that ends closes the connection without an error; after an error this adds nothing.
  redis.on('close', () => {
    if (outage.problem === undefined) outage.failed(new Error('the connection was closed'));
  });
  redis.on('ready', () => outage.recovered());
  return outage;
}

/** Every command passes through `sendCommand`, those of pipelines, transactions and scripts too. */
function recordCommands(redis: Redis, calls: StoreCalls): void {
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command, stream) => {
    if (OWN_COMMANDS.has(command.name.toLowerCase())) return send(command, stream);
    const answer = calls.record(describe(command.name, command.args), async () => {
      send(command, stream);
      return command.promise;
    });
    answer.catch(() => {}); // the caller holds the command's own promise
    return command.promise;
  };
}

function describe(name: string, args: readonly unknown[]): StoreCall {
  const operation = name.toUpperCase();
  return {
    name: operation,
    attributes: { 'db.operation.name': operation },
    spanAttributes: { 'db.query.text': maskedText(operation, args) },
    statusOf: redisStatus,
  };
}

/** Answers the command with its key and `?` for every value, since values may be anybody's secrets. */
function maskedText(operation: string, args: readonly unknown[]): string {
  const [key, ...values] = args;
  if (key === undefined) return operation;
  const isScript = operation.startsWith('EVAL');
  return [operation, isScript ? '?' : String(key), ...values.map(() => '?')].join(' ');
}

/** A Redis error begins with its code in capitals, for example `WRONGTYPE Operation against …`. */
function redisStatus(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return undefined;
  return codeOf(error) ?? /^[A-Z]+/.exec(error.message)?.[0];
}
