import { connect } from 'node:net';
import type { ChaosState } from '../../../target-shop/contract/chaos-wire.ts';
import { systemClock } from '../../core/clock.ts';
import type { InstanceEvent, RunSession, ShopStatus } from '../platform.ts';
import type { ShopConnection } from './shop-connection.ts';
import { waitUntil } from './wait-until.ts';

/** Services end within two seconds of their supervisor, and what they held with them; the rest is patience. */
const END_WITH_SUPERVISOR_MS = 5_000;

/**
 * Takes the shop of a connection for one run; the session owns the connection from now on.
 * @throws EnvironmentError when another process has it
 */
export async function openRunSession({ client }: ShopConnection, runId: string): Promise<RunSession> {
  try {
    const instances = await client.call('run.open', { runId });
    const shop = await client.call('status', { quick: false });
    let isOpen = true;
    let isLost = false;
    const listeners: ((event: InstanceEvent) => void)[] = [];
    client.onEvent((event) => tell(listeners, event));
    void client.closed.then(() => {
      isLost = isOpen;
      if (isLost) tell(listeners, supervisorEnded());
    });
    return {
      shop,
      instances,
      applyOverrides: (services, overrides) => client.call('overrides.apply', { services, overrides }),
      releaseOverrides: () =>
        client.call('overrides.release', undefined).catch((error) => {
          if (isLost) return whatStillRuns(shop);
          throw error;
        }),
      flushTelemetry: () => client.call('telemetry.flush', undefined),
      recordTelemetry: (file) => client.call('telemetry.record', { file }),
      onInstanceEvent: (listener) => void listeners.push(listener),
      close: async () => {
        if (!isOpen) return;
        isOpen = false;
        // A supervisor that is gone has nothing in force: its services ended with it.
        await client.call('run.close', undefined).catch(() => {});
        client.close();
      },
    };
  } catch (error) {
    client.close();
    throw error;
  }
}

function tell(listeners: readonly ((event: InstanceEvent) => void)[], event: InstanceEvent): void {
  for (const listener of listeners) listener(event);
}

function supervisorEnded(): InstanceEvent {
  const text = 'its connection ended; services and stores end with it';
  return { atMs: systemClock.now(), name: 'supervisor', role: 'supervisor', kind: 'ended', text };
}

/** Without a supervisor nobody can be asked to let go: a service that does not listen any more holds nothing. */
async function whatStillRuns({ parts }: ShopStatus): Promise<readonly ChaosState[]> {
  const services = parts.filter(({ role }) => role === 'service');
  let running: readonly string[] = [];
  const look = async () => {
    const listening = await Promise.all(
      services.map(async ({ name, url }) => ((await listens(url)) ? name : '')),
    );
    running = listening.filter((name) => name !== '');
    return running.length === 0;
  };
  await waitUntil(look, { timeoutMs: END_WITH_SUPERVISOR_MS, intervalMs: 100 });
  return running.map((instance) => ({ instance, leases: [] }));
}

function listens(url: string | undefined): Promise<boolean> {
  if (url === undefined) return Promise.resolve(false);
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
