import { systemClock } from '../../core/clock.ts';
import { encodeRootSpans, type RootSpan, type RootSpanTarget } from './otlp-root-spans.ts';
import { socketTransport } from './socket-transport.ts';
import type { Transport } from './transport.ts';

/** Where finished root spans go. */
export interface RootSpans {
  add(span: RootSpan): void;
  /** Resolves when everything added so far is exported or lost; never rejects. */
  flush(): Promise<void>;
  /** How many could not be exported. */
  readonly lost: number;
}

const BATCH = 128;
/** What waits beyond this is lost rather than kept: a receiver that is gone must not fill the memory. */
const LARGEST_BACKLOG = 20_000;
const EXPORT_EVERY_MS = 500;
const EXPORT_TIMEOUT_MS = 5000;
const ATTEMPTS = 3;
const NEVER = new AbortController().signal;

/**
 * Exports root spans as OTLP/HTTP JSON, in batches from a bounded queue. Written directly and not with the SDK,
 * because all a root span needs is known when its request ends, and measuring a request should cost little.
 */
export class RootSpanExporter implements RootSpans {
  readonly #target: RootSpanTarget;
  readonly #transport: Transport;
  #waiting: RootSpan[] = [];
  #lost = 0;
  #timer: NodeJS.Timeout | undefined;
  #exporting: Promise<void> | undefined;

  constructor(target: RootSpanTarget) {
    this.#target = target;
    this.#transport = socketTransport(target.otlpUrl, systemClock);
  }

  get lost(): number {
    return this.#lost;
  }

  add(span: RootSpan): void {
    if (this.#waiting.length >= LARGEST_BACKLOG) {
      this.#lost += 1;
      return;
    }
    this.#waiting.push(span);
    if (this.#waiting.length >= BATCH) this.#exportAll();
    else this.#timer ??= setTimeout(() => this.#exportAll(), EXPORT_EVERY_MS);
  }

  async flush(): Promise<void> {
    this.#exportAll();
    await this.#exporting;
    // Whoever waits for all spans expects few more: an idle connection must not keep the process alive.
    await this.#transport.close();
  }

  #exportAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#exporting ??= this.#drain().finally(() => {
      this.#exporting = undefined;
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      const body = JSON.stringify(encodeRootSpans(batch, this.#target));
      if (!(await this.#deliver(body))) this.#lost += batch.length;
    }
  }

  async #deliver(body: string): Promise<boolean> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      if (await this.#post(body)) return true;
    }
    return false;
  }

  /** What fails is counted as lost by the caller when the last attempt does; the load itself must go on. */
  async #post(body: string): Promise<boolean> {
    const headers = { 'content-type': 'application/json' };
    const request = { method: 'POST', path: '/v1/traces', headers, body, timeoutMs: EXPORT_TIMEOUT_MS };
    const answer = await this.#transport.send(request, NEVER);
    return answer.kind === 'answered' && answer.status < 300;
  }
}
