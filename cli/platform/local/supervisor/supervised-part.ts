import type { Clock } from '../../../core/clock.ts';
import { formatDuration } from '../../../core/duration.ts';
import type { DeployPart, InstanceEvent, PartStatus } from '../../platform.ts';
import { identifyProcess, type ProcessIdentity } from '../process-table.ts';
import { describeEnd, type RunningProcess } from '../running-process.ts';
import { waitUntil } from '../wait-until.ts';
import { backOffMs, STABLE_AFTER_MS } from './back-off.ts';
import type { LogFile } from './log-file.ts';

/** What there is to know about a part before it runs. */
export interface PartSpec {
  readonly name: string;
  readonly role: DeployPart['role'];
  readonly url?: string;
  /** Starts one process of it. */
  start(log: LogFile, signal: AbortSignal): Promise<RunningProcess>;
  /** Answers why it does not serve, `undefined` when it does. */
  reasonNotReady(): Promise<string | undefined>;
}

/** What a part needs of its surroundings. */
export interface PartSurroundings {
  readonly log: LogFile;
  readonly clock: Clock;
  onEvent(event: InstanceEvent): void;
  /** Its process is another one, or none. */
  onProcess(): void;
}

/** One part of the shop, kept running: started again when it ends, until it is stopped. */
export class SupervisedPart {
  readonly spec: PartSpec;
  readonly #around: PartSurroundings;
  readonly #stopping = new AbortController();
  #state: PartStatus['state'] = 'starting';
  #running: RunningProcess | undefined;
  #identity: ProcessIdentity | undefined;
  #startedAtMs = 0;
  #restarts = 0;
  #detail: string | undefined;
  #life: Promise<void> = Promise.resolve();

  constructor(spec: PartSpec, around: PartSurroundings) {
    this.spec = spec;
    this.#around = around;
  }

  get isReady(): boolean {
    return this.#state === 'ready';
  }

  /** The process that runs now. */
  get identity(): ProcessIdentity | undefined {
    return this.#identity;
  }

  start(): void {
    this.#life = this.#keepRunning();
  }

  /** Ends it for good; resolves when its process is gone. Safe to call twice. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running?.stop();
    await this.#life;
  }

  /** Answers its state; asks the part itself when it is thought to be ready, unless `quick`. */
  async status({ quick }: { readonly quick: boolean }): Promise<PartStatus> {
    const reason = this.isReady && !quick ? await this.spec.reasonNotReady() : undefined;
    const { name, role, url } = this.spec;
    const isUp = this.#identity !== undefined;
    const detail = reason ?? this.#detail;
    return {
      name,
      role,
      state: reason === undefined ? this.#state : 'not-ready',
      restarts: this.#restarts,
      ...(url !== undefined && { url }),
      ...(this.#identity && { pid: this.#identity.pid }),
      ...(isUp && { uptimeMs: this.#around.clock.now() - this.#startedAtMs }),
      ...(detail !== undefined && { detail }),
    };
  }

  async #keepRunning(): Promise<void> {
    const { clock, log } = this.#around;
    const { signal } = this.#stopping;
    for (let endsInARow = 1; !signal.aborted; endsInARow += 1) {
      this.#startedAtMs = clock.now();
      const end = await this.#runOnce(signal);
      this.#identity = undefined;
      this.#around.onProcess();
      log.note(end);
      if (signal.aborted) break;
      if (clock.now() - this.#startedAtMs >= STABLE_AFTER_MS) endsInARow = 1;
      const waitMs = backOffMs(endsInARow);
      this.#restarts += 1;
      this.#detail = end;
      this.#state = 'restarting';
      this.#emit('ended', `${end}, restart ${this.#restarts} in ${formatDuration(waitMs)}`);
      await clock.sleepUntil(clock.now() + waitMs, signal).catch(() => {}); // stopped meanwhile
    }
    this.#state = 'stopped';
  }

  /** @returns how it ended */
  async #runOnce(signal: AbortSignal): Promise<string> {
    try {
      const running = await this.spec.start(this.#around.log, signal);
      this.#running = running;
      this.#identity = identifyProcess(running.pid);
      this.#around.log.note(`started with pid ${running.pid}`);
      this.#around.onProcess();
      if (signal.aborted) await running.stop();
      void this.#watchUntilReady(running);
      return describeEnd(await running.ended);
    } catch (error) {
      return `did not start: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  async #watchUntilReady(running: RunningProcess): Promise<void> {
    let hasEnded = false;
    void running.ended.then(() => {
      hasEnded = true;
    });
    const check = async () => {
      const reason = await this.spec.reasonNotReady();
      if (!hasEnded) this.#detail = reason;
      return hasEnded || reason === undefined;
    };
    await waitUntil(check, { timeoutMs: Number.POSITIVE_INFINITY, intervalMs: 50 });
    if (hasEnded) return;
    this.#state = 'ready';
    this.#emit('ready', `ready after ${formatDuration(this.#around.clock.now() - this.#startedAtMs)}`);
  }

  #emit(kind: InstanceEvent['kind'], text: string): void {
    const { name, role } = this.spec;
    this.#around.onEvent({ atMs: this.#around.clock.now(), name, role, kind, text });
  }
}
