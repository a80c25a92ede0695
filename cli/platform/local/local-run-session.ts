import type { RunSession } from '../platform.ts';
import type { ShopConnection } from './shop-connection.ts';

/**
 * Takes the shop of a connection for one run; the session owns the connection from now on.
 * @throws EnvironmentError when another process has it
 */
export async function openRunSession({ client }: ShopConnection, runId: string): Promise<RunSession> {
  try {
    const instances = await client.call('run.open', { runId });
    const shop = await client.call('status', { quick: false });
    let isOpen = true;
    return {
      shop,
      instances,
      applyOverrides: (services, overrides) => client.call('overrides.apply', { services, overrides }),
      releaseOverrides: () => client.call('overrides.release', undefined),
      flushTelemetry: () => client.call('telemetry.flush', undefined),
      recordTelemetry: (file) => client.call('telemetry.record', { file }),
      onInstanceEvent: (listener) => client.onEvent(listener),
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
