import path from 'node:path';
import { serviceRow, servicesOf } from '../../../../target-shop/service-table.ts';
import type { Clock } from '../../../core/clock.ts';
import { EnvironmentError } from '../../../core/errors.ts';
import { ChaosLeases, type ChaosTarget } from '../../chaos-leases.ts';
import type { InstanceEvent } from '../../platform.ts';
import { otlpUrl, urlOf } from '../addresses.ts';
import type { ControlConnection, ControlHandlers } from '../control/control-server.ts';
import type { Deployment } from '../deployment.ts';
import type { Environment } from '../environment.ts';
import { identifyProcess } from '../process-table.ts';
import { type ShopDirectory, type ShopProcesses, writePrivateFile } from '../shop-directory.ts';
import { askHttp } from './ask-http.ts';
import { openLogFile } from './log-file.ts';
import { RunHold } from './run-hold.ts';
import { instanceName, receiverPart, serviceParts, storeParts } from './shop-parts.ts';
import { shopStatus } from './shop-status.ts';
import { type PartSpec, SupervisedPart } from './supervised-part.ts';
import { TelemetryDesk } from './telemetry-desk.ts';

export interface SupervisorOptions {
  readonly deployment: Deployment;
  readonly directory: ShopDirectory;
  readonly env: Environment;
  readonly clock: Clock;
  /** Tells everybody who is connected. */
  broadcast(event: InstanceEvent): void;
  /** Everything has ended on request: nothing is left to supervise. */
  onStopped(): void;
}

const TRIM_EVERY_MS = 30_000;

/** Owns every process of one shop, and the undoing of what a run does to it. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #parts: readonly SupervisedPart[];
  readonly #targets: readonly (ChaosTarget & { readonly url: string })[];
  readonly #telemetry: TelemetryDesk;
  readonly #hold: RunHold;
  readonly #trim: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: SupervisorOptions) {
    this.#options = options;
    const { deployment, directory, env, clock } = options;
    this.#telemetry = new TelemetryDesk({
      receiverUrl: otlpUrl(deployment.request),
      token: deployment.token,
      restFiles: directory.telemetry,
      senders: () => this.#targets.filter((target) => target.isRunning()).map(({ url }) => url),
    });
    const material = { deployment, directory, env, telemetryFile: () => this.#telemetry.file };
    const specs = [...storeParts(material), receiverPart(material), ...serviceParts(material)];
    this.#parts = specs.map((spec) => this.#supervise(spec));
    this.#targets = servicesOf(deployment.request.size).map((row) => {
      const url = urlOf(deployment.request, row.portOffset);
      return {
        service: row.name,
        instance: instanceName(row),
        url,
        ask: chaosRoutesAt(url, deployment.token),
        isRunning: () => this.#part(row.name)?.identity !== undefined,
      };
    });
    this.#hold = new RunHold({
      clock,
      undo: async (leases) => {
        await leases.release();
        await this.#telemetry.recordAtRest();
      },
    });
    // A receiver that cannot be reached now is asked again next time.
    this.#trim = setInterval(() => void this.#telemetry.trimAtRest().catch(() => {}), TRIM_EVERY_MS);
  }

  /** Starts everything at once: services wait for what they need by themselves. */
  start(): void {
    for (const part of this.#parts) part.start();
  }

  /** Ends everything, callers before those they call, stores last. Safe to call twice. */
  async stop(): Promise<void> {
    this.#hold.stop();
    clearInterval(this.#trim);
    const tierOf = ({ name, role }: PartSpec) =>
      role === 'service' ? serviceRow(name).tier : role === 'telemetry' ? 0 : -1;
    for (const tier of [5, 4, 3, 2, 1, 0, -1]) {
      await Promise.all(this.#parts.filter(({ spec }) => tierOf(spec) === tier).map((part) => part.stop()));
    }
    await this.#writing;
  }

  /** What the control socket does. */
  readonly handlers: ControlHandlers = {
    status: ({ quick }) => {
      const { deployment, clock } = this.#options;
      return shopStatus({ deployment, parts: this.#parts, clock, quick });
    },
    restart: async ({ name }) => {
      await this.#restart(name);
      return undefined;
    },
    stop: async () => {
      await this.stop();
      this.#options.onStopped();
      return undefined;
    },
    'run.open': async ({ runId }, connection) => {
      const leases = new ChaosLeases(runId, () => this.#targets);
      await this.#hold.open(connection, leases);
      return this.#targets.map(({ service, instance }) => ({ service, instance }));
    },
    'run.close': (_input, connection) => this.endRun(connection),
    'overrides.apply': async ({ services, overrides }, connection) => {
      await this.#hold.leasesOf(connection).apply(services, overrides);
      return undefined;
    },
    'overrides.release': (_input, connection) => this.#hold.leasesOf(connection).release(),
    'telemetry.flush': async () => {
      await this.#telemetry.flush();
      return undefined;
    },
    'telemetry.record': async ({ file }, connection) => {
      this.#hold.leasesOf(connection);
      await this.#telemetry.record(file);
      return undefined;
    },
  };

  /** Undoes the run of a connection, if it has one; its process may be dead. */
  async endRun(connection: ControlConnection): Promise<undefined> {
    await this.#hold.close(connection);
    return undefined;
  }

  /** The process at the other end is not frozen. */
  beat(connection: ControlConnection): void {
    this.#hold.beat(connection);
  }

  async #restart(name: string): Promise<void> {
    const part = this.#part(name);
    const target = this.#targets.find(({ service }) => service === name);
    if (part === undefined || target === undefined)
      throw new EnvironmentError(`"${name}" is not a service of this shop`);
    try {
      // A new process knows nothing of the overrides in force: it is told before it serves anybody.
      await part.replace(async (url) => {
        const ask = chaosRoutesAt(url, this.#options.deployment.token);
        await this.#hold.leases?.tell({ ...target, instance: `${name} at ${url}`, ask });
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new EnvironmentError(`${name} was not restarted: ${reason}`, {
        hint: `The old process still serves. See \`shopctl logs ${name}\`.`,
        cause: error,
      });
    }
  }

  #part(name: string): SupervisedPart | undefined {
    return this.#parts.find(({ spec }) => spec.name === name);
  }

  #supervise(spec: PartSpec): SupervisedPart {
    return new SupervisedPart(spec, {
      log: openLogFile(path.join(this.#options.directory.logs, `${spec.name}.log`)),
      clock: this.#options.clock,
      onEvent: (event) => this.#onEvent(event),
      onProcess: () => this.#recordProcesses(),
    });
  }

  #onEvent(event: InstanceEvent): void {
    // A new process knows nothing of the overrides in force: it is told before anybody else.
    if (event.kind === 'ready') this.#hold.leases?.renew(event.name);
    this.#options.broadcast(event);
  }

  /** One write after the other; the last one holds what is true. */
  #recordProcesses(): void {
    this.#writing = this.#writing.then(() => {
      const supervisor = identifyProcess(process.pid);
      if (supervisor === undefined) return undefined;
      const parts = this.#parts.flatMap(({ spec, identity }) =>
        identity === undefined ? [] : [{ name: spec.name, process: identity }],
      );
      const processes: ShopProcesses = { supervisor, parts };
      return writePrivateFile(this.#options.directory.processes, JSON.stringify(processes));
    });
  }
}

function chaosRoutesAt(url: string, token: string): ChaosTarget['ask'] {
  return (question) => askHttp({ ...question, url: `${url}${question.path}`, token });
}
