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
    this.absorb([
      {
        load: this.#load,
        kind,
        endpoint,
        count: 1,
        firstAtMs: atMs,
        example: text,
        traceIds: traceId === undefined ? [] : [traceId],
      },
    ]);
  }

  /** Adds what another thread counted: of each class the earlier example, and its traces first. */
  absorb(classes: readonly ErrorClass[]): void {
    for (const one of classes) {
      const key = `${one.kind} ${one.endpoint}`;
      const known = this.#classes.get(key);
      const isOneTooMany = known === undefined && this.#classes.size >= MOST_CLASSES;
      if (isOneTooMany && one.endpoint !== FURTHER_ENDPOINTS) {
        this.absorb([{ ...one, endpoint: FURTHER_ENDPOINTS }]);
      } else {
        this.#classes.set(key, known === undefined ? one : joined(known, one));
      }
    }
  }

  /** Most frequent first. */
  summary(): readonly ErrorClass[] {
    return [...this.#classes.values()].sort((a, b) => b.count - a.count);
  }
}

function joined(known: ErrorClass, other: ErrorClass): ErrorClass {
  const [first, second] = other.firstAtMs < known.firstAtMs ? [other, known] : [known, other];
  return {
    ...first,
    count: first.count + second.count,
    traceIds: [...first.traceIds, ...second.traceIds].slice(0, TRACES_KEPT),
  };
}
