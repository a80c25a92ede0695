import { EnvironmentError } from '../../core/errors.ts';
import type { DeployRequest, DeployWork, PartStatus, Step } from '../platform.ts';
import { endShop } from './end-shop.ts';
import { lastLines } from './follow-log.ts';
import { checkPorts, checkStores } from './preflight.ts';
import { buildBundle, findBundle, keepBundle, type ServiceBundle } from './service-bundle.ts';
import { connectToShop, type LocalSurroundings, requireShop } from './shop-connection.ts';
import { logFileOf, type ShopDirectory } from './shop-directory.ts';
import { statusOf } from './shop-status.ts';
import { startSupervisor } from './start-supervisor.ts';
import { waitUntil } from './wait-until.ts';

/** How long everything together may take to be ready, in milliseconds. */
const READY_TIMEOUT_MS = 90_000;
/** A part that has ended this often before everything was ready will not come up. */
const HOPELESS_RESTARTS = 2;

/** Answers the steps that make the shop run as requested; none when it does already. */
export async function planDeployWork(request: DeployRequest, local: LocalSurroundings): Promise<DeployWork> {
  const { directory, env, clock } = local;
  const bundle = await findBundle(env);
  const build: Step = { title: 'Bundle the services', run: () => buildBundle(bundle) };
  const check: Step = { title: 'Check stores', run: () => checkStores(request, env) };
  const end = (why: string): Step => ({
    title: `End the shop that runs: ${why}`,
    run: () => endIdleShop(directory),
  });
  const start: Step = {
    title: 'Start stores and telemetry',
    run: (say, signal) =>
      orEndShop(directory, async () => {
        await startSupervisor(request, bundle, local);
        await awaitParts(directory, { isAwaited: ({ role }) => role !== 'service', say, signal });
      }),
  };
  const prepare: Step = {
    title: 'Check ports',
    run: async () => {
      await endShop(directory, { keepLogs: false }); // what a supervisor that died has left
      await checkPorts(request);
      await keepBundle(bundle, clock.now());
    },
  };
  const services: Step = {
    title: 'Start the services',
    run: (say, signal) =>
      orEndShop(directory, () =>
        awaitParts(directory, { isAwaited: ({ role }) => role === 'service', say, signal }),
      ),
  };
  const found = await findState(directory, request, bundle);
  const plans: Record<ShopFound['state'], readonly Step[]> = {
    none: [check, prepare, start, services],
    other: [check, end(found.why), prepare, start, services],
    starting: [services],
    ready: [],
  };
  const steps = plans[found.state];
  const isBuildNeeded = !bundle.isBuilt && steps.includes(start);
  return { steps: isBuildNeeded ? [build, ...steps] : steps, result: () => statusOf(directory) };
}

interface ShopFound {
  readonly state: 'none' | 'other' | 'starting' | 'ready';
  /** Why it has to make room for the one asked for. */
  readonly why: string;
}

/** How the shop that runs stands to the one that is asked for. */
async function findState(
  directory: ShopDirectory,
  request: DeployRequest,
  bundle: ServiceBundle,
): Promise<ShopFound> {
  const running = await connectToShop(directory);
  if (running === undefined) return { state: 'none', why: '' };
  const { client, deployment } = running;
  try {
    const sorted = (value: DeployRequest) => JSON.stringify(Object.entries(value).sort());
    if (sorted(deployment.request) !== sorted(request))
      return { state: 'other', why: 'it has other settings' };
    if (deployment.bundle.hash !== bundle.hash) return { state: 'other', why: 'its code has changed since' };
    const { parts } = await client.call('status', { quick: false });
    return { state: parts.every(isUp) ? 'ready' : 'starting', why: '' };
  } finally {
    client.close();
  }
}

/** Ends a shop unless it is being used. @throws EnvironmentError when a run has it */
async function endIdleShop(directory: ShopDirectory): Promise<void> {
  const running = await connectToShop(directory);
  await running?.client.call('run.open', { runId: 'deploy' });
  await endShop(directory, { keepLogs: false });
  running?.client.close();
}

interface Awaited {
  readonly isAwaited: (part: PartStatus) => boolean;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Waits until parts are ready.
 * @throws EnvironmentError for the first part that cannot come up, with its last words
 */
async function awaitParts(directory: ShopDirectory, { isAwaited, say, signal }: Awaited): Promise<void> {
  const { client } = await requireShop(directory);
  let missing: readonly PartStatus[] = [];
  let said = '';
  const look = async () => {
    const awaited = (await client.call('status', { quick: true })).parts.filter(isAwaited);
    missing = awaited.filter((part) => !isUp(part));
    const names = missing.map(({ name }) => name).join(', ');
    const text = `${awaited.length - missing.length} of ${awaited.length} ready${names && `, waiting for ${names}`}`;
    if (text !== said) say(text);
    said = text;
    return missing.length === 0 || missing.some(isHopeless);
  };
  try {
    await waitUntil(look, { timeoutMs: READY_TIMEOUT_MS, intervalMs: 100, signal });
  } finally {
    client.close();
  }
  const failed = missing.find(isHopeless) ?? missing[0];
  if (failed !== undefined) throw await notReady(directory, failed);
}

function isUp({ state }: PartStatus): boolean {
  return state === 'ready' || state === 'external';
}

function isHopeless({ restarts }: PartStatus): boolean {
  return restarts >= HOPELESS_RESTARTS;
}

async function notReady(directory: ShopDirectory, { name, detail }: PartStatus): Promise<EnvironmentError> {
  const logFile = logFileOf(directory, name);
  const words = await lastLines(logFile, 10);
  return new EnvironmentError(
    `${name} did not come up: ${detail ?? 'not ready in time'}\n${words}`.trimEnd(),
    {
      code: 'SHOPCTL_NOT_READY',
      hint: `Its whole log: ${logFile}`,
    },
  );
}

/** What was started half-way is of no use: ends it, keeps the logs, and passes the error on. */
async function orEndShop(directory: ShopDirectory, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await endShop(directory, { keepLogs: true });
    throw error;
  }
}
