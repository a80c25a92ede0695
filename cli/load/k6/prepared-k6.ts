import type { K6Program } from '../../plan/run-plan.ts';
import { bundleScript } from './bundle-script.ts';
import { K6Process, type K6ProcessOptions } from './k6-process.ts';
import type { ScriptPlan } from './script/load-script.ts';
import type { StartGates } from './start-gates.ts';

export interface PreparedK6Options {
  readonly plan: Omit<ScriptPlan, 'gateUrl'>;
  readonly program: K6Program;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly gates: StartGates;
}

/** Who hears a k6 that plays. */
export type K6Listener = Pick<K6ProcessOptions, 'onLine' | 'onWords'>;

/** A k6 that gets ready to play a load, and then waits to be told when it starts. */
export class PreparedK6 {
  /** Resolves when all its users are ready, or it has ended. @throws EnvironmentError when k6 failed */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, as {@link K6Process.ended}. */
  readonly ended: Promise<void>;
  readonly #options: PreparedK6Options;
  readonly #spawned: Promise<K6Process | undefined>;
  #listener: K6Listener | undefined;
  #process: K6Process | undefined;
  #isStopped = false;

  constructor(options: PreparedK6Options) {
    this.#options = options;
    this.#spawned = this.#spawn();
    this.ended = this.#spawned.then((k6) => k6?.ended);
    this.ready = Promise.race([options.gates.asked(options.plan.load.name), this.ended]);
    // Who waits hears of it; nobody has to.
    this.ended.catch(() => undefined);
    this.ready.catch(() => undefined);
  }

  /** Known once it runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Lets it play. @param startAtMs epoch milliseconds before which nothing starts */
  begin(startAtMs: number, listener: K6Listener): void {
    this.#listener = listener;
    this.#options.gates.open(this.#options.plan.load.name, startAtMs);
  }

  /** As {@link K6Process.stop}, also before it runs. */
  async stop(withinMs: number): Promise<'ended' | 'killed'> {
    this.#isStopped = true;
    const k6 = await this.#spawned.catch(() => undefined);
    return k6?.stop(withinMs) ?? 'ended';
  }

  async #spawn(): Promise<K6Process | undefined> {
    const { plan, program, env, gates } = this.#options;
    const script = await bundleScript({ ...plan, gateUrl: await gates.urlOf(plan.load.name) });
    if (this.#isStopped) return undefined;
    this.#process = new K6Process({
      ...{ program, script, env },
      onLine: (line) => this.#listener?.onLine(line),
      onWords: (words) => this.#listener?.onWords(words),
    });
    return this.#process;
  }
}
