import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { EnvironmentError } from '../../../core/errors.ts';
import { askHttp } from './ask-http.ts';

export interface TelemetryDeskOptions {
  readonly receiverUrl: string;
  readonly token: string;
  /** The shop's own files: one is written outside of runs, the other takes over when that has grown large. */
  readonly restFiles: readonly [string, string];
  /** Base URLs of the instances that run now. */
  senders(): readonly string[];
}

const FLUSH_MS = 10_000;
/** About an hour of a shop that nobody uses: enough to look back, and never a full disk. */
const LARGEST_REST_BYTES = 64 * 1024 * 1024;
const SETTLE_MS = 30_000;

/** Where the shop's telemetry goes, and whether it has arrived. */
export class TelemetryDesk {
  readonly #options: TelemetryDeskOptions;
  #restFile: string;
  #file: string;
  /** Changes of file, one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: TelemetryDeskOptions) {
    this.#options = options;
    this.#restFile = options.restFiles[0];
    this.#file = this.#restFile;
  }

  /** The file the receiver writes to, also when it is started anew. */
  get file(): string {
    return this.#file;
  }

  /** From now on telemetry goes to this file; the one before is closed. @throws EnvironmentError when it cannot */
  record(file: string): Promise<void> {
    return this.#inTurn(() => this.#rotateTo(file));
  }

  /** From now on telemetry goes to the shop's own file, at the latest when the receiver is started anew. */
  recordAtRest(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#rotateTo(this.#restFile).catch(() => {}); // a receiver that is gone has closed its file
      this.#file = this.#restFile;
    });
  }

  /** Begins the shop's own file anew when it has grown large: outside of runs only the last stretch is of use. */
  trimAtRest(): Promise<void> {
    return this.#inTurn(async () => {
      const full = this.#restFile;
      if (this.#file !== full || sizeBytesOf(full) < LARGEST_REST_BYTES) return;
      const [first, second] = this.#options.restFiles;
      const next = full === first ? second : first;
      await this.#rotateTo(next);
      this.#restFile = next;
      await removeDatabase(full);
    });
  }

  /** Makes every instance send what it holds, then waits until it is stored. @throws EnvironmentError when it is not */
  async flush(): Promise<void> {
    const { senders, token } = this.#options;
    // An instance that cannot answer has lost what it held; the rest is still worth storing.
    await Promise.allSettled(
      senders().map((url) =>
        askHttp({ url: `${url}/admin/flush`, method: 'POST', token, timeoutMs: FLUSH_MS }),
      ),
    );
    await this.#tell('/admin/settle', undefined, SETTLE_MS);
  }

  async #rotateTo(file: string): Promise<void> {
    if (file === this.#file) return;
    await this.#tell('/admin/rotate', { file }, FLUSH_MS);
    this.#file = file;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #tell(path: string, body: unknown, timeoutMs: number): Promise<void> {
    const { receiverUrl, token } = this.#options;
    const url = `${receiverUrl}${path}`;
    const reply = await askHttp({ url, method: 'POST', token, body, timeoutMs }).catch((cause) => {
      throw new EnvironmentError(`the telemetry receiver does not answer: ${cause.message}`, { cause });
    });
    if (reply.status >= 300) {
      throw new EnvironmentError(`the telemetry receiver answered ${reply.status} to ${path}: ${reply.text}`);
    }
  }
}

/** SQLite keeps new rows beside the file until it is closed. */
function sizeBytesOf(file: string): number {
  return [file, `${file}-wal`].reduce(
    (sum, each) => sum + (statSync(each, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

async function removeDatabase(file: string): Promise<void> {
  await Promise.all(['', '-wal', '-shm'].map((suffix) => rm(`${file}${suffix}`, { force: true })));
}
