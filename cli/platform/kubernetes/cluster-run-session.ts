import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { TOKEN_HEADER } from '../../../target-shop/contract/chaos-wire.ts';
import type { Clock } from '../../core/clock.ts';
import { EnvironmentError } from '../../core/errors.ts';
import { ChaosLeases, type ChaosTarget } from '../chaos-leases.ts';
import type { InstanceEvent, RunSession, ShopStatus } from '../platform.ts';
import type { ClusterApi } from './api/cluster-api.ts';
import { RECEIVER_DATA, RECEIVER_PORT } from './manifests/receiver-objects.ts';
import { PodWatch } from './pod-watch.ts';
import { takeRunLock } from './run-lock.ts';
import type { ServicePod } from './shop-pods.ts';

export interface RunSessionOptions {
  readonly api: ClusterApi;
  readonly shop: ShopStatus;
  readonly token: string;
  readonly clock: Clock;
  readonly runId: string;
}

const REST_FILE = `${RECEIVER_DATA}/telemetry.db`;
const FLUSH_MS = 10_000;
const SETTLE_MS = 30_000;

/**
 * Takes the shop on a cluster for one run. The leases are this process's: when it dies, nobody renews them, and
 * every pod ends them by itself within two seconds.
 * @throws EnvironmentError when another run has it
 */
export async function openClusterRunSession(options: RunSessionOptions): Promise<RunSession> {
  const { api, shop, runId, clock } = options;
  const unlock = await takeRunLock(api, runId, clock);
  const session = new ClusterRunSession(options, unlock);
  try {
    await session.begin();
  } catch (error) {
    await session.close().catch(() => {});
    throw error;
  }
  return session satisfies RunSession & { readonly shop: typeof shop };
}

class ClusterRunSession implements RunSession {
  readonly shop: ShopStatus;
  readonly #options: RunSessionOptions;
  readonly #pods: PodWatch;
  readonly #leases: ChaosLeases;
  readonly #unlock: () => Promise<void>;
  readonly #listeners: ((event: InstanceEvent) => void)[] = [];
  /** Here and in the receiver; set while a run is recorded. */
  #recording: { readonly home: string; readonly remote: string } | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: RunSessionOptions, unlock: () => Promise<void>) {
    this.#options = options;
    this.shop = options.shop;
    this.#unlock = unlock;
    this.#pods = new PodWatch(options.api, options.clock, (event) => this.#tell(event));
    this.#leases = new ChaosLeases(options.runId, () => this.#pods.services.map((pod) => this.#target(pod)));
  }

  get instances(): RunSession['instances'] {
    return this.#pods.services.map(({ service, instance }) => ({ service, instance }));
  }

  /** Resolves once the pods are known. */
  begin(): Promise<void> {
    return this.#pods.begin();
  }

  applyOverrides: RunSession['applyOverrides'] = (services, overrides) =>
    this.#leases.apply(services, overrides);

  releaseOverrides: RunSession['releaseOverrides'] = () => this.#leases.release();

  onInstanceEvent(listener: (event: InstanceEvent) => void): void {
    this.#listeners.push(listener);
  }

  async flushTelemetry(): Promise<void> {
    // A pod that cannot answer has lost what it held; the rest is still worth storing.
    await Promise.allSettled(
      this.#pods.services.map((pod) => this.#ask(pod.instance, pod.port, 'POST', '/admin/flush', FLUSH_MS)),
    );
    await this.#askReceiver('POST', '/admin/settle', SETTLE_MS);
  }

  async recordTelemetry(file: string): Promise<void> {
    const remote = `${this.#options.runId}.db`;
    await this.#rotateTo(`${RECEIVER_DATA}/${remote}`);
    this.#recording = { home: file, remote };
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    try {
      await this.#leases.release();
      await this.#bringHome();
    } finally {
      this.#pods.close();
      await this.#unlock();
    }
  }

  /** The receiver closes the run's file, which makes it whole, before it is fetched. */
  async #bringHome(): Promise<void> {
    if (this.#recording === undefined) return;
    const { home, remote } = this.#recording;
    this.#recording = undefined;
    await this.#rotateTo(REST_FILE);
    const { api, token } = this.#options;
    const body = await api.connection.stream({
      method: 'GET',
      path: api.podPath(
        this.#receiver(),
        RECEIVER_PORT,
        `/admin/files/${encodeURIComponent(path.basename(remote))}`,
      ),
      headers: { [TOKEN_HEADER]: token },
    });
    await pipeline(body, createWriteStream(home, { mode: 0o600 }));
    await this.#askReceiver('DELETE', `/admin/files/${encodeURIComponent(remote)}`, FLUSH_MS);
  }

  async #rotateTo(file: string): Promise<void> {
    await this.#askReceiver('POST', '/admin/rotate', FLUSH_MS, { file });
  }

  async #askReceiver(
    method: 'POST' | 'DELETE',
    at: string,
    timeoutMs: number,
    body?: unknown,
  ): Promise<void> {
    const { status, text } = await this.#ask(this.#receiver(), RECEIVER_PORT, method, at, timeoutMs, body);
    if (status < 300) return;
    throw new EnvironmentError(`the telemetry receiver answered ${status} to ${at}: ${text.slice(0, 200)}`, {
      hint: 'See `shopctl status` and `shopctl logs telemetry`.',
    });
  }

  #receiver(): string {
    const pod = this.#pods.podOf('telemetry');
    if (pod !== undefined) return pod;
    throw new EnvironmentError('the telemetry receiver does not run', { hint: 'See `shopctl status`.' });
  }

  #target({ service, instance, port }: ServicePod): ChaosTarget {
    return {
      service,
      instance,
      isRunning: () => this.#pods.services.some((pod) => pod.instance === instance),
      ask: ({ method, path: at, body, timeoutMs }) => this.#ask(instance, port, method, at, timeoutMs, body),
    };
  }

  #ask(
    pod: string,
    port: number,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    at: string,
    timeoutMs: number,
    body?: unknown,
  ) {
    const { api, token } = this.#options;
    const headers = { [TOKEN_HEADER]: token };
    return api.askPod({
      pod,
      port,
      method,
      path: at,
      headers,
      timeoutMs,
      ...(body === undefined ? {} : { body }),
    });
  }

  #tell(event: InstanceEvent): void {
    // A pod that has just started gets what is in force on its service.
    if (event.kind === 'ready') this.#leases.renew(event.name);
    for (const listener of this.#listeners) listener(event);
  }
}
