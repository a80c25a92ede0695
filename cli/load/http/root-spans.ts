import { request } from 'undici';
import { encodeRootSpans, type RootSpan, type RootSpanTarget } from './otlp-root-spans.ts';

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

/**
 * Exports root spans as OTLP/HTTP JSON, in batches from a bounded queue. Written directly and not with the SDK,
 * because all a root span needs is known when its request ends, and measuring a request should cost little.
 */
export class RootSpanExporter implements RootSpans {
  readonly #target: RootSpanTarget;
  #waiting: RootSpan[] = [];
  #lost = 0;
  #timer: NodeJS.Timeout | undefined;
  #exporting: Promise<void> | undefined;

  constructor(target: RootSpanTarget) {
    this.#target = target;
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
      if (await post(`${this.#target.otlpUrl.replace(/\/$/, '')}/v1/traces`, body)) return true;
    }
    return false;
  }
}

async function post(url: string, body: string): Promise<boolean> {
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(EXPORT_TIMEOUT_MS),
    });
    await answer.body.dump();
    return answer.statusCode < 300;
  } catch {
    // Counted as lost by the caller when the last attempt fails; the load itself must go on.
    return false;
  }
}
