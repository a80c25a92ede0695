import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import type { Logger } from 'pino';
import { Agent } from 'undici';
import { serviceRow } from '../service-table.ts';
import { FlagFile } from './flags/flag-file.ts';
import { FlagLeases } from './flags/flag-leases.ts';
import { LiveFlags } from './flags/live-flags.ts';
import { boundConnectionAge } from './http/connection-age.ts';
import { controlRoutes } from './http/control-routes.ts';
import { HttpDrain } from './http/http-drain.ts';
import { openApiDocument } from './http/openapi.ts';
import { answerNotFound, answerProblem, statusRoute } from './http/problem-answers.ts';
import { requestFault } from './http/request-fault.ts';
import { requestTelemetry } from './http/request-telemetry.ts';
import { mountRoutes, operationsOf } from './http/route.ts';
import { rememberRoutes } from './http/route-template.ts';
import type { Kit, ServiceClock, ServiceDefinition } from './kit.ts';
import { Endings } from './service/endings.ts';
import { takePartInHandovers } from './service/handover.ts';
import { endWithProcess } from './service/process-lifecycle.ts';
import { buildKit } from './service/service-kit.ts';
import { readSettings, type ServiceSettings } from './service/service-settings.ts';
import { type ServiceOutside, thisProcess } from './service-outside.ts';
import { OutageLog } from './stores/outage-log.ts';
import { openStores, type ServiceStores } from './stores/service-stores.ts';
import { observeStores } from './stores/store-metrics.ts';
import { observeRuntime } from './telemetry/runtime-metrics.ts';
import { createServiceLog } from './telemetry/service-log.ts';
import { createServiceMetrics, type ServiceMetrics } from './telemetry/service-metrics.ts';
import { startTelemetry, type Telemetry } from './telemetry/telemetry.ts';

/** A service that listens. */
export interface RunningService {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  /** Ends it: answers what is in hand, closes what it opened, sends its telemetry. Ending twice is safe. */
  close(): Promise<void>;
}

/** Requests in hand are cut after this long. */
const DRAIN_CAP_MS = 10_000;
/** How long one whose place is taken keeps idle connections: callers of ours let go of theirs before. */
const LEAVE_GRACE_MS = 5000;
/** Callers of ours let go of idle connections after this long, so that none is cut while it begins to be used. */
const IDLE_PEER_CONNECTION_MS = 4000;
const FLUSH_CAP_MS = 1000;
const STORE_CLOSE_CAP_MS = 2000;
/** Longer than undici keeps idle connections, so that the client closes them and never finds one just closed. */
const KEEP_ALIVE_MS = 65_000;

/** Everything of a service but its routes and its server. */
interface Assembly {
  readonly settings: ServiceSettings;
  readonly telemetry: Telemetry;
  readonly metrics: ServiceMetrics;
  readonly log: Logger;
  readonly flags: LiveFlags;
  readonly leases: FlagLeases;
  readonly stores: ServiceStores;
  readonly endings: Endings;
  readonly kit: Kit;
}

/**
 * Starts a service: settings from the environment, telemetry, flags, stores, its routes and those every service has.
 * No peer and no store is waited for.
 * @param outside what the service may touch; this process unless told otherwise
 * @throws SettingsError that names the environment variable at fault
 */
export async function createService(
  definition: ServiceDefinition,
  outside: ServiceOutside = thisProcess(),
): Promise<RunningService> {
  const parts = await assemble(definition, outside);
  const { settings, log } = parts;
  const app = express();
  const serve = () => {
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, app);
    if (settings.connectionMaxAgeMs > 0) boundConnectionAge(server, settings.connectionMaxAgeMs);
    return server;
  };
  const server = serve();
  const drain = new HttpDrain(server);
  await mountService(app, parts, { definition, isDraining: () => drain.isDraining });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(settings.port, settings.host, resolve);
  });
  let ended: Promise<void> | undefined;
  const close = (graceMs?: number) => {
    ended ??= drain.drain(DRAIN_CAP_MS, graceMs).then(() => parts.endings.run(log));
    return ended;
  };
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  const url = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`;
  if (outside.host !== undefined) {
    const end = endWithProcess(outside.host, { close, log, endsWithStdin: settings.endsWithStdin });
    const serveAlso = () => {
      const further = serve();
      drain.add(further);
      return further;
    };
    const leave = () => end('another process has taken its place', LEAVE_GRACE_MS);
    const { parent } = outside.host;
    if (parent !== undefined) takePartInHandovers(parent, { url, server, serveAlso, leave });
  }
  log.info({ url, instance: settings.instance, version: settings.version }, 'Service listens');
  return { url, close: () => close() };
}

async function assemble(definition: ServiceDefinition, outside: ServiceOutside): Promise<Assembly> {
  const row = serviceRow(definition.name);
  const settings = readSettings(row, outside.env);
  const endings = new Endings();
  const telemetry = startTelemetry(settings);
  const log = createServiceLog(settings, outside.lines ?? { write() {} }, telemetry.logEmitter);
  reportExports(telemetry, log);
  endings.add(() => telemetry.shutdown(), FLUSH_CAP_MS);
  endings.add(observeRuntime(telemetry.meter), FLUSH_CAP_MS);
  const metrics = createServiceMetrics(telemetry.meter);
  const { flags, leases } = await startFlags(settings, { log, metrics, endings });
  const { tracer, meter, propagator } = telemetry;
  const { instance } = settings;
  const storeOutside = { tracer, meter, durations: metrics.storeDuration, flags, log, instance };
  const stores = await openStores(row, settings, storeOutside);
  for (const store of stores.all) endings.add(() => store.close(), STORE_CLOSE_CAP_MS);
  endings.add(observeStores(meter, stores.all), FLUSH_CAP_MS);
  const dispatcher = new Agent({ connections: null, keepAliveMaxTimeout: IDLE_PEER_CONNECTION_MS });
  endings.add(() => dispatcher.destroy(), STORE_CLOSE_CAP_MS);
  const injected = meter.createCounter('fault_injected_total', { description: 'Calls touched by a fault.' });
  const onSimulatedFailure = (peer: string) => {
    injected.add(1, { fault: 'simulate-failure' });
    log.warn({ peer }, 'A call fails because its client asked for it');
  };
  const durations = metrics.clientDuration;
  const peers = { tracer, propagator, durations, dispatcher, onSimulatedFailure };
  const clock = outside.clock ?? systemClock;
  const kit = buildKit({ row, settings, log, clock, flags, stores, telemetry, peers, endings });
  return { settings, telemetry, metrics, log, flags, leases, stores, endings, kit };
}

/** Said in the lines on standard output at least, since the record of it cannot be sent either. */
function reportExports(telemetry: Telemetry, log: Logger): void {
  const outage = new OutageLog(log, 'telemetry receiver');
  telemetry.onExport((error) => (error === undefined ? outage.recovered() : outage.failed(error)));
}

const systemClock: ServiceClock = {
  now: () => Date.now(),
  sleep: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)),
};

async function startFlags(
  settings: ServiceSettings,
  { log, metrics, endings }: Pick<Assembly, 'log' | 'metrics' | 'endings'>,
): Promise<{ readonly flags: LiveFlags; readonly leases: FlagLeases }> {
  const leases = new FlagLeases(
    () => performance.now(),
    (lease) => log.warn({ lease: lease.id }, 'Lease not renewed, it has ended by itself'),
  );
  const file = settings.flagsDirectory === undefined ? undefined : new FlagFile(settings.flagsDirectory, log);
  await file?.watch();
  endings.add(() => file?.close(), FLUSH_CAP_MS);
  const { instance } = settings;
  const flags = new LiveFlags({ leases, file, log, evaluations: metrics.flagEvaluations, instance });
  flags.register();
  return { flags, leases };
}

/** The order matters: control routes come before telemetry, problems are answered last. */
async function mountService(
  app: Express,
  { settings, telemetry, metrics, log, flags, leases, stores, kit }: Assembly,
  { definition, isDraining }: { readonly definition: ServiceDefinition; readonly isDraining: () => boolean },
): Promise<void> {
  const routes = await definition.routes(kit);
  const control = controlRoutes({
    settings,
    stores: stores.all,
    flags,
    leases,
    telemetry,
    log,
    isDraining,
    document,
    peerStates: kit.peerStates,
  });
  function document() {
    const operations = [control, [statusRoute], routes].flatMap(operationsOf);
    return openApiDocument(settings, operations, definition.answers);
  }
  app.disable('x-powered-by').disable('etag');
  rememberRoutes(app);
  mountRoutes(app, control);
  app.use(requestTelemetry({ tracer: telemetry.tracer, propagator: telemetry.propagator, metrics, log }));
  mountRoutes(app, [statusRoute]);
  app.use(requestFault(kit));
  mountRoutes(app, routes);
  app.use(answerNotFound);
  app.use(answerProblem);
}
