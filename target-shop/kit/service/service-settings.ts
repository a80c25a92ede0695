import * as z from 'zod';
import { SETTINGS } from '../../contract/settings.ts';
import {
  callsOf,
  type ServiceName,
  type ServiceRow,
  STORE_SYSTEMS,
  type StoreSystem,
} from '../../service-table.ts';

/** Environment variables, as a process holds them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything a service process was told by its platform, checked. */
export interface ServiceSettings {
  readonly service: ServiceName;
  readonly instance: string;
  readonly version: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Base URLs without a trailing slash. */
  readonly peers: Readonly<Partial<Record<string, string>>>;
  readonly redisUrl: string | undefined;
  readonly postgresUrl: string | undefined;
  readonly otlpUrl: string | undefined;
  readonly flagsDirectory: string | undefined;
  /** 0 for connections that may grow as old as they like. */
  readonly connectionMaxAgeMs: number;
  readonly token: string | undefined;
  readonly seed: number;
  readonly logLevel: LogLevel;
  readonly endsWithStdin: boolean;
  /** Whether spans also carry the attribute names of older semantic conventions. */
  readonly oldNames: OldNames;
}

/** Groups of older attribute names that `OTEL_SEMCONV_STABILITY_OPT_IN` can add. */
export interface OldNames {
  readonly http: boolean;
  readonly database: boolean;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** A setting is missing or cannot be used; the message names the environment variable. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const OPT_IN = 'OTEL_SEMCONV_STABILITY_OPT_IN';
const url = z
  .url({ protocol: /^(https?|rediss?|postgres(ql)?)$/ })
  .transform((text) => text.replace(/\/$/, ''));
const peersJson = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown; // parsed edge: the next schema in the pipe checks it
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), url));

const schema = z.object({
  [SETTINGS.service]: z.string().optional(),
  [SETTINGS.instance]: z.string().optional(),
  [SETTINGS.version]: z.string().default('dev'),
  [SETTINGS.host]: z.string().default('127.0.0.1'),
  [SETTINGS.port]: z.coerce.number().int().min(0).max(65_535).optional(),
  [SETTINGS.peers]: peersJson.default({}),
  [SETTINGS.redisUrl]: url.optional(),
  [SETTINGS.postgresUrl]: url.optional(),
  [SETTINGS.otlpUrl]: url.optional(),
  [SETTINGS.flagsDirectory]: z.string().optional(),
  [SETTINGS.connectionMaxAgeMs]: z.coerce.number().int().min(0).default(0),
  [SETTINGS.token]: z.string().optional(),
  [SETTINGS.seed]: z.coerce.number().int().default(1),
  [SETTINGS.logLevel]: z.enum(LOG_LEVELS).default('info'),
  [SETTINGS.parentPipe]: z.literal('stdin').optional(),
  [OPT_IN]: z.string().default(''),
});

/**
 * Answers the settings of one service from its environment. An empty variable counts as unset.
 * @throws SettingsError that names the variable at fault
 */
export function readSettings(row: ServiceRow, environment: Environment): ServiceSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new SettingsError(parsed.error.issues.map(issueText).join('; '));
  const values = parsed.data;
  checkService(row, values[SETTINGS.service]);
  const settings: ServiceSettings = {
    service: row.name,
    instance: values[SETTINGS.instance] ?? `${row.name}-${process.pid}`,
    version: values[SETTINGS.version],
    host: values[SETTINGS.host],
    port: values[SETTINGS.port] ?? 3000 + row.portOffset,
    peers: values[SETTINGS.peers],
    redisUrl: values[SETTINGS.redisUrl],
    postgresUrl: values[SETTINGS.postgresUrl],
    otlpUrl: values[SETTINGS.otlpUrl],
    flagsDirectory: values[SETTINGS.flagsDirectory],
    connectionMaxAgeMs: values[SETTINGS.connectionMaxAgeMs],
    token: values[SETTINGS.token],
    seed: values[SETTINGS.seed],
    logLevel: values[SETTINGS.logLevel],
    endsWithStdin: values[SETTINGS.parentPipe] === 'stdin',
    oldNames: oldNamesAskedFor(values[OPT_IN]),
  };
  checkNeeds(row, settings);
  return settings;
}

function issueText(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.')}: ${issue.message}`;
}

function checkService(row: ServiceRow, told: string | undefined): void {
  if (told === undefined || told === row.name) return;
  throw new SettingsError(`${SETTINGS.service}: is "${told}", but this process is the service "${row.name}"`);
}

/** A service without the address of something it must call would only fail later and less clearly. */
function checkNeeds(row: ServiceRow, settings: ServiceSettings): void {
  const needs = (system: StoreSystem) => row.stores.some((store) => STORE_SYSTEMS[store] === system);
  if (needs('redis') && settings.redisUrl === undefined) {
    throw new SettingsError(`${SETTINGS.redisUrl}: is not set, and ${row.name} keeps data in Redis`);
  }
  if (needs('postgresql') && settings.postgresUrl === undefined) {
    throw new SettingsError(`${SETTINGS.postgresUrl}: is not set, and ${row.name} keeps data in Postgres`);
  }
  // Those of the row's own size: a shop of the core has none of the full size's services.
  const missing = callsOf(row, row.size).filter((peer) => settings.peers[peer] === undefined);
  if (missing.length === 0) return;
  throw new SettingsError(`${SETTINGS.peers}: has no URL for ${missing.join(', ')}, which ${row.name} calls`);
}

function oldNamesAskedFor(optIn: string): OldNames {
  const asked = new Set(optIn.split(',').map((part) => part.trim()));
  return { http: asked.has('http/dup'), database: asked.has('database/dup') };
}
