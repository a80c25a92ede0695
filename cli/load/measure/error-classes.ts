import type { ErrorClass } from '../summary.ts';

/** One error, as it is counted. */
export interface ErrorSeen {
  readonly kind: string;
  readonly endpoint: string;
  readonly atMs: number;
  readonly text: string;
  /** Left out when no request was sent. */
  readonly traceId?: string;
}

const TRACES_KEPT = 5;
/** A journey that names no route for paths with ids must not fill the memory with its errors. */
const MOST_CLASSES = 200;
const FURTHER_ENDPOINTS = '(further endpoints)';

/** The errors of one load by kind and endpoint: a count, the first example and a few traces of each. */
export class ErrorClasses {
  readonly #load: string;
  readonly #classes = new Map<string, ErrorClass>();

  constructor(load: string) {
    this.#load = load;
  }

  add({ kind, endpoint, atMs, text, traceId }: ErrorSeen): void {
    const key = `${kind} ${endpoint}`;
    if (this.#classes.size >= MOST_CLASSES && !this.#classes.has(key) && endpoint !== FURTHER_ENDPOINTS) {
      this.add({
        kind,
        endpoint: FURTHER_ENDPOINTS,
        atMs,
        text,
        ...(traceId === undefined ? {} : { traceId }),
      });
      return;
    }
    const known = this.#classes.get(key) ?? {
      load: this.#load,
      kind,
      endpoint,
      count: 0,
      firstAtMs: atMs,
      example: text,
      traceIds: [],
    };
    const isTold = traceId === undefined || known.traceIds.length >= TRACES_KEPT;
    const traceIds = isTold ? known.traceIds : [...known.traceIds, traceId];
    this.#classes.set(key, { ...known, count: known.count + 1, traceIds });
  }

  /** Most frequent first. */
  summary(): readonly ErrorClass[] {
    return [...this.#classes.values()].sort((a, b) => b.count - a.count);
  }
}
