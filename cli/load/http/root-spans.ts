import { request } from 'undici';
import type { TraceIds, TrafficMarks } from './trace-context.ts';

/** One request as the client saw it: the root of its trace. */
export interface RootSpan extends TraceIds, TrafficMarks {
  readonly method: string;
  readonly path: string;
  readonly route: string;
  readonly journey: string;
  readonly load: string;
  readonly sentAtMs: number;
  readonly endedAtMs: number;
  readonly status?: number;
  /** Set when the request failed. */
  readonly errorKind?: string;
}

/** Where finished root spans go. */
export interface RootSpans {
  add(span: RootSpan): void;
  /** Resolves when everything added so far is exported or lost; never rejects. */
  flush(): Promise<void>;
  /** How many could not be exported. */
  readonly lost: number;
}

export interface RootSpanTarget {
  /** Base URL of the OTLP/HTTP receiver. */
  readonly otlpUrl: string;
  /** What the requests were sent to. */
  readonly targetUrl: string;
  /** Unique name of this generator. */
  readonly instanceId: string;
}

const BATCH = 128;
/** What waits beyond this is lost rather than kept: a receiver that is gone must not fill the memory. */
const LARGEST_BACKLOG = 20_000;
const EXPORT_EVERY_MS = 500;
const EXPORT_TIMEOUT_MS = 5000;
const ATTEMPTS = 3;

/** For runs without a receiver. */
export const noRootSpans: RootSpans = { add: () => undefined, flush: async () => undefined, lost: 0 };

/**
 * Exports root spans as OTLP/HTTP JSON, in batches from a bounded queue. Written directly, because a request
 * of the load should cost little: the SDK's span, processor and exporter take about as long as the request.
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
      const body = JSON.stringify(exportRequest(batch, this.#target));
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

function exportRequest(batch: readonly RootSpan[], { instanceId, targetUrl }: RootSpanTarget): object {
  const resource = {
    'service.name': 'load-generator',
    'service.namespace': 'shop',
    'service.instance.id': instanceId,
  };
  const { hostname, port, protocol, href } = new URL(targetUrl);
  const server = {
    'server.address': hostname,
    'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
    'peer.service': 'frontend',
  };
  const base = href.replace(/\/$/, '');
  return {
    resourceSpans: [
      {
        resource: { attributes: encodeAttributes(resource) },
        scopeSpans: [
          { scope: { name: 'shopctl.load' }, spans: batch.map((span) => encodeSpan(span, base, server)) },
        ],
      },
    ],
  };
}

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** One span by the stable HTTP conventions: for a client every status from 400 is an error. */
function encodeSpan(span: RootSpan, base: string, server: Attributes): object {
  const errorType = span.status !== undefined && span.status >= 400 ? `${span.status}` : span.errorKind;
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    name: `${span.method} ${span.route}`,
    kind: 3,
    startTimeUnixNano: unixNano(span.sentAtMs),
    endTimeUnixNano: unixNano(span.endedAtMs),
    attributes: encodeAttributes({
      'http.request.method': span.method,
      'url.full': base + span.path,
      'url.template': span.route,
      ...server,
      'http.response.status_code': span.status,
      'error.type': errorType,
      'traffic.type': span.trafficType,
      'shop.journey': span.journey,
      'shop.load': span.load,
      'shop.run.id': span.runId,
      'shop.probe': span.probe || undefined,
      'user.id': span.userId,
      'session.id': span.sessionId,
    }),
    status: errorType === undefined ? {} : { code: 2 },
  };
}

/** Microseconds are what a double can hold of the present time. */
function unixNano(epochMs: number): string {
  return `${Math.round(epochMs * 1000)}000`;
}

function encodeAttributes(attributes: Attributes): object[] {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: encodeValue(value) }));
}

function encodeValue(value: Attributes[string]): object {
  if (typeof value === 'number') return { intValue: value };
  return typeof value === 'boolean' ? { boolValue: value } : { stringValue: value };
}
