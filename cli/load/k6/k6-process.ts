import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { EnvironmentError } from '../../core/errors.ts';
import type { K6Program } from '../../plan/run-plan.ts';
import { type K6Line, LINE_MARK } from './k6-event.ts';
import { runArguments, runEnvironment } from './run-arguments.ts';

/** How many of k6's own words are kept to explain why it ended. */
const WORDS_KEPT = 12;
/** How long k6 may take to end once asked to, when nothing else is said. */
export const END_WITHIN_MS = 5000;

/** What k6's exit codes mean: https://pkg.go.dev/go.k6.io/k6/errext/exitcodes */
const EXIT_CODES: Readonly<Record<number, string>> = {
  100: 'the setup took too long',
  102: 'something took too long',
  104: 'an invalid configuration',
  105: 'stopped by a signal',
  107: 'an exception in the script',
  108: 'the script aborted the test',
  109: 'a crash of k6',
};

export interface K6ProcessOptions {
  readonly program: K6Program;
  readonly script: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called for every line that the script says. */
  onLine(line: K6Line): void;
  /** Called for every line of k6's own. */
  onWords(words: string): void;
}

/** A k6 that plays a script. It does not outlive this process, however that ends: its output breaks. */
export class K6Process {
  /** Resolves when it has ended and everything it said was heard; rejects when it ended neither well nor on demand. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #words: string[] = [];
  #isStopped = false;

  constructor(options: K6ProcessOptions) {
    const { program, script, env } = options;
    // In a group of its own: Ctrl-C is for shopctl, which asks k6 once; asked twice, k6 ends without its sums.
    this.#child = spawn(program.binary, runArguments(program), {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: runEnvironment(env),
      detached: true,
    });
    this.ended = this.#hear(options);
    // Who waits for the end hears of it; nobody has to.
    this.ended.catch(() => undefined);
    const killWithUs = () => this.#kill('SIGKILL');
    process.once('exit', killWithUs);
    void this.ended.finally(() => process.off('exit', killWithUs)).catch(() => undefined);
    this.#child.stdin?.on('error', () => undefined); // it ended before it had read the script: its exit code says why
    this.#child.stdin?.end(script);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks it to end, and makes it end when it has not by then. Resolves when it has. @returns whether it was made to */
  async stop(withinMs: number): Promise<'ended' | 'killed'> {
    this.#isStopped = true;
    this.#kill('SIGINT');
    let how: 'ended' | 'killed' = 'ended';
    const overdue = setTimeout(() => {
      how = 'killed';
      this.#kill('SIGKILL');
    }, withinMs);
    await this.ended.catch(() => undefined);
    clearTimeout(overdue);
    return how;
  }

  #kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async #hear({ program, onLine, onWords }: K6ProcessOptions): Promise<void> {
    const child = this.#child;
    const hearWords = (words: string) => {
      if (words.trim() === '') return;
      this.#words.push(words);
      if (this.#words.length > WORDS_KEPT) this.#words.shift();
      onWords(words);
    };
    const heardAll = Promise.all([
      eachLine(child.stdout, (line) => {
        const isOurs = line.startsWith(LINE_MARK);
        if (isOurs)
          onLine(JSON.parse(line.slice(LINE_MARK.length)) as K6Line); // written by telling-ledger.ts
        else hearWords(line);
      }),
      eachLine(child.stderr, hearWords),
    ]);
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', (cause) =>
        reject(new EnvironmentError(`${program.binary} does not start: ${cause.message}`, { cause })),
      );
      child.once('close', (...end) => resolve(end));
    });
    await heardAll;
    if (code !== 0 && !this.#isStopped) throw this.#endedBadly(program, code, signal);
  }

  #endedBadly({ version }: K6Program, code: number | null, signal: string | null): EnvironmentError {
    const meaning = EXIT_CODES[code ?? 0];
    const how = signal === null ? `exit code ${code}${meaning ? ` (${meaning})` : ''}` : signal;
    const said = this.#words.length === 0 ? ', and said nothing' : `:\n${this.#words.join('\n')}`;
    return new EnvironmentError(`k6 ${version} ended by ${how} while it played the load${said}`, {
      code: 'SHOPCTL_K6_ENDED',
      hint: 'What it says tells the cause; by SIGKILL it was mostly short of memory: try a smaller --max-in-flight.',
    });
  }
}

async function eachLine(stream: NodeJS.ReadableStream | null, hear: (line: string) => void): Promise<void> {
  if (stream === null) return;
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }))
    hear(line);
}
