import type { Clock } from '../../../core/clock.ts';
import { EnvironmentError } from '../../../core/errors.ts';
import type { ChaosLeases } from '../../chaos-leases.ts';
import type { ControlConnection } from '../control/control-server.ts';

/**
 * A process that holds overrides and has not said for this long that it is alive counts as frozen: its faults end
 * within two seconds of a SIGSTOP.
 */
const SILENCE_MS = 1_800;
const WATCH_MS = 100;

export interface RunHoldOptions {
  readonly clock: Clock;
  /** Puts back everything a run changed. */
  undo(leases: ChaosLeases): Promise<void>;
}

/** Who has the shop: one run at a time, for as long as its connection lives. */
export class RunHold {
  readonly #options: RunHoldOptions;
  readonly #watch: NodeJS.Timeout;
  #holder: { readonly connection: ControlConnection; readonly leases: ChaosLeases } | undefined;
  #lastBeatMs = 0;
  #undoing: Promise<void> = Promise.resolve();

  constructor(options: RunHoldOptions) {
    this.#options = options;
    this.#watch = setInterval(() => this.#endIfFrozen(), WATCH_MS);
  }

  /** Overrides of the run in progress. */
  get leases(): ChaosLeases | undefined {
    return this.#holder?.leases;
  }

  /**
   * Takes the shop for a connection, once the run before has been undone.
   * @throws EnvironmentError that names the process that has it
   */
  async open(connection: ControlConnection, leases: ChaosLeases): Promise<void> {
    await this.#undoing;
    if (this.#holder !== undefined) {
      const { pid } = this.#holder.connection;
      throw new EnvironmentError(`process ${pid} already plays a run on this shop`, {
        code: 'SHOPCTL_RUN_IN_PROGRESS',
        hint: `Wait for it, or stop it: kill ${pid}`,
      });
    }
    this.#holder = { connection, leases };
    this.#lastBeatMs = this.#options.clock.now();
  }

  /**
   * Answers the overrides of a connection's run.
   * @throws EnvironmentError when it has no run (any more)
   */
  leasesOf(connection: ControlConnection): ChaosLeases {
    if (this.#holder?.connection === connection) return this.#holder.leases;
    throw new EnvironmentError('this process does not have the shop', { code: 'SHOPCTL_RUN_LOST' });
  }

  beat(connection: ControlConnection): void {
    if (this.#holder?.connection === connection) this.#lastBeatMs = this.#options.clock.now();
  }

  /** Undoes what the connection's run did and lets the next one in; nothing for a connection without a run. */
  async close(connection: ControlConnection): Promise<void> {
    if (this.#holder?.connection === connection) {
      this.#undoing = this.#options.undo(this.#holder.leases);
      this.#holder = undefined;
    }
    await this.#undoing;
  }

  /** Ends the watch; the hold is of no use afterwards. */
  stop(): void {
    clearInterval(this.#watch);
  }

  #endIfFrozen(): void {
    const isSilent = this.#options.clock.now() - this.#lastBeatMs > SILENCE_MS;
    // Its connection ends too: when it wakes up, it must notice that its faults are gone.
    if (isSilent && this.#holder?.leases.isHolding === true) this.#holder.connection.end();
  }
}
