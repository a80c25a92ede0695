import { EnvironmentError } from '../../../core/errors.ts';
import { askHttp } from './ask-http.ts';

export interface TelemetryDeskOptions {
  readonly receiverUrl: string;
  readonly token: string;
  /** The shop's own file. */
  readonly restFile: string;
  /** Base URLs of the instances that run now. */
  senders(): readonly string[];
}

const FLUSH_MS = 10_000;
const SETTLE_MS = 30_000;

/** Where the shop's telemetry goes, and whether it has arrived. */
export class TelemetryDesk {
  readonly #options: TelemetryDeskOptions;
  #file: string;

  constructor(options: TelemetryDeskOptions) {
    this.#options = options;
    this.#file = options.restFile;
  }

  /** The file the receiver writes to, also when it is started anew. */
  get file(): string {
    return this.#file;
  }

  /** From now on telemetry goes to this file; the one before is closed. @throws EnvironmentError when it cannot */
  async record(file: string): Promise<void> {
    if (file === this.#file) return;
    await this.#tell('/admin/rotate', { file }, FLUSH_MS);
    this.#file = file;
  }

  /** From now on telemetry goes to the shop's own file, at the latest when the receiver is started anew. */
  async recordAtRest(): Promise<void> {
    const { restFile } = this.#options;
    const rotated = this.record(restFile).catch(() => {}); // a receiver that is gone has closed its file
    await rotated;
    this.#file = restFile;
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
