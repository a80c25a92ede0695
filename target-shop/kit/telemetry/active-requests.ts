import type { Attributes, Meter } from '@opentelemetry/api';

/**
 * `http.server.active_requests`: how many requests are being served. They are counted here and told when somebody
 * reads, since a counter of the SDK would look its cell up twice for every request.
 */
export class ActiveRequests {
  readonly #counts = new Map<string, { readonly attributes: Attributes; count: number }>();

  constructor(meter: Meter) {
    const counter = meter.createObservableUpDownCounter('http.server.active_requests', { unit: '{request}' });
    counter.addCallback((result) => {
      for (const { attributes, count } of this.#counts.values()) result.observe(count, attributes);
    });
  }

  /** Counts a request in; answers what counts it out again. @param method one of HTTP's own, or `_OTHER` */
  begin(method: string, scheme: string): () => void {
    const key = `${scheme} ${method}`;
    const attributes = { 'http.request.method': method, 'url.scheme': scheme };
    const place = this.#counts.get(key) ?? { attributes, count: 0 };
    this.#counts.set(key, place);
    place.count += 1;
    return () => {
      place.count -= 1;
    };
  }
}
