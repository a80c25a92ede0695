/**
 * The environment variables by which a platform tells a service process who and where it is.
 * Secrets travel here and never in argv, which every user of the machine can read.
 */
export const SETTINGS = {
  /** Name of the service, as in the service table. */
  service: 'SHOP_SERVICE',
  /** Unique name of this instance, for example `cart-1`. */
  instance: 'SHOP_INSTANCE',
  /** Release name, on every span as `service.version`. */
  version: 'SHOP_VERSION',
  /** Address to listen on; 127.0.0.1 unless told otherwise. */
  host: 'SHOP_HOST',
  /** Port to listen on; 0 takes a free one. */
  port: 'SHOP_PORT',
  /** JSON object: service name → base URL, for each service it calls. */
  peers: 'SHOP_PEERS',
  /** Port of the payment provider stub (payment only). */
  providerPort: 'SHOP_PROVIDER_PORT',
  redisUrl: 'SHOP_REDIS_URL',
  postgresUrl: 'SHOP_POSTGRES_URL',
  /** Base URL of the OTLP/HTTP receiver; no telemetry is sent when unset. */
  otlpUrl: 'SHOP_OTLP_URL',
  /** Connections that are older are ended with the next answer; not when unset, or 0. */
  connectionMaxAgeMs: 'SHOP_CONNECTION_MAX_AGE_MS',
  /** Directory that holds the flag file; watched as a directory, so that renames are seen. */
  flagsDirectory: 'SHOP_FLAGS_DIR',
  /** Bearer token of the `/chaos` and `/admin` routes; without it they answer 403. */
  token: 'SHOP_TOKEN',
  /** Least severe level that is logged: trace, debug, info (the default), warn, error, fatal or silent. */
  logLevel: 'SHOP_LOG_LEVEL',
  /** Seed of every random draw in the service. */
  seed: 'SHOP_SEED',
  /** When `stdin`: the service drains and ends when its standard input closes. */
  parentPipe: 'SHOP_PARENT_PIPE',
} as const;
