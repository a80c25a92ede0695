import type { Clock } from '../../../core/clock.ts';
import { formatDuration } from '../../../core/duration.ts';
import type { DeployPart, InstanceEvent, PartStatus } from '../../platform.ts';
import { identifyProcess, type ProcessIdentity } from '../process-table.ts';
import { describeEnd, type ProcessEnd, type RunningProcess } from '../running-process.ts';
import { waitUntil } from '../wait-until.ts';
import { backOffMs, STABLE_AFTER_MS } from './back-off.ts';
import type { LogFile } from './log-file.ts';
import { takePlace } from './take-place.ts';

/** How often a part that is not ready yet is asked, in milliseconds. */
const READY_CHECK_MS = 50;

/** What there is to know about a part before it runs. */
export interface PartSpec {
  readonly name: string;
  readonly role: DeployPart['role'];
  readonly url?: string;
  /** Starts one process of it. */
  start(log: LogFile, signal: AbortSignal): Promise<RunningProcess>;
  /** Answers why it does not serve, `undefined` when it does. @param url where, if not at its own address */
  reasonNotReady(url?: string): Promise<string | undefined>;
  /** Starts a process that can take the place of the one that runs; at no address that others know. */
  startBeside?(log: LogFile, number: number): Promise<RunningProcess>;
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
  #instanceNumber = 1;
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

  /**
   * Puts a new process in the place of the one that runs, without a gap. When the new one cannot serve, the old one stays.
   * @param beforeIt told the address of the new one once it is ready, before it is in service
   * @throws Error that says why the new one does not serve
   */
  async replace(beforeIt: (url: string) => Promise<void>): Promise<void> {
    const old = this.#running;
    if (old?.channel === undefined || this.spec.startBeside === undefined || !this.isReady)
      throw new Error(`${this.spec.name} is ${this.#state}, so there is nothing to take over from`);
    this.#instanceNumber += 1;
    const next = await this.spec.startBeside(this.#around.log, this.#instanceNumber);
    this.#around.log.note(`started with pid ${next.pid}, to take the place of pid ${old.pid}`);
    try {
      await takePlace(old, next, { ...this.spec, beforeIt, signal: this.#stopping.signal });
    } catch (error) {
      await next.stop();
      throw error;
    }
    this.#running = next;
    this.#identity = identifyProcess(next.pid);
    this.#startedAtMs = this.#around.clock.now();
    this.#around.onProcess();
    old.channel.send({ handover: 'leave' });
    await old.ended;
    this.#around.log.note(`pid ${next.pid} has taken the place of pid ${old.pid}`);
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
      return describeEnd(await this.#endOfTheLast(running));
    } catch (error) {
      return `did not start: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** Answers how a process ended, or the one that has taken its place meanwhile. */
  async #endOfTheLast(first: RunningProcess): Promise<ProcessEnd> {
    for (let running = first; ; ) {
      const end = await running.ended;
      if (this.#running === running || this.#running === undefined) return end;
      running = this.#running;
    }
  }

  async #watchUntilReady(running: RunningProcess): Promise<void> {
    let hasEnded = false;
    void running.ended.then(() => {
      hasEnded = true;
    });
    // One that tells when it listens is not asked before: a dozen that start at once need the processor themselves.
    await running.channel?.url.catch(() => {}); // ended: seen above
    const check = async () => {
      if (hasEnded) return true;
      const reason = await this.spec.reasonNotReady();
      if (!hasEnded) this.#detail = reason;
      return hasEnded || reason === undefined;
    };
    await waitUntil(check, { timeoutMs: Number.POSITIVE_INFINITY, intervalMs: READY_CHECK_MS });
    if (hasEnded) return;
    this.#state = 'ready';
    this.#emit('ready', `ready after ${formatDuration(this.#around.clock.now() - this.#startedAtMs)}`);
  }

  #emit(kind: InstanceEvent['kind'], text: string): void {
    const { name, role } = this.spec;
    this.#around.onEvent({ atMs: this.#around.clock.now(), name, role, kind, text });
  }
}
