import type { DecodedRequest } from '../store/telemetry-records.ts';
import type { TelemetryStore } from '../store/telemetry-store.ts';

/** What was received and is not stored yet. */
export interface InsertQueue {
  /** The file that is written now. */
  readonly file: string;
  /** Bytes of bodies that were received and are not stored. */
  readonly pendingBytes: number;
  /** Items stored since the start. */
  readonly stored: Readonly<Record<DecodedRequest['signal'], number>>;
  /** Counts a body from when its size is known until it is stored; answers how to give the room back. */
  hold(sizeBytes: number): () => void;
  /** Resolves when the request is committed. @throws when the store cannot take it, for example a full disk */
  add(request: DecodedRequest): Promise<void>;
  /** Commits everything that waits, at once. */
  flush(): void;
  /** Flushes, then goes on with another store. @returns the one used so far, which the caller closes */
  replaceStore(next: TelemetryStore): TelemetryStore;
  /** Flushes and closes the store. Safe to call twice. */
  closeStore(): void;
}

interface Waiting {
  readonly request: DecodedRequest;
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Collects requests and commits those that arrived together in one transaction. A sender gets its answer after the
 * commit, so what it was told is stored is stored, and it sends no faster than the file can take it.
 */
export function createInsertQueue(first: TelemetryStore): InsertQueue {
  const stored = { traces: 0, logs: 0, metrics: 0 };
  let store = first;
  let pendingBytes = 0;
  let waiting: Waiting[] = [];

  const flush = (): void => {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    try {
      store.batch(() => {
        for (const { request } of batch) insert(store, request);
      });
    } catch (cause) {
      for (const { reject } of batch) reject(cause);
      return;
    }
    for (const { request, resolve } of batch) {
      stored[request.signal] += sizeOf(request);
      resolve();
    }
  };

  return {
    get file() {
      return store.file;
    },
    get pendingBytes() {
      return pendingBytes;
    },
    stored,
    hold(sizeBytes) {
      pendingBytes += sizeBytes;
      return () => {
        pendingBytes -= sizeBytes;
      };
    },
    add: (request) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ request, resolve, reject });
      }),
    flush,
    replaceStore(next) {
      flush();
      const previous = store;
      store = next;
      return previous;
    },
    closeStore() {
      flush();
      store.close();
    },
  };
}

function insert(store: TelemetryStore, request: DecodedRequest): void {
  if (request.signal === 'traces') store.insertTraces(request);
  else if (request.signal === 'logs') store.insertLogs(request);
  else store.insertMetrics(request);
}

function sizeOf(request: DecodedRequest): number {
  if (request.signal === 'traces') return request.spans.length;
  return request.signal === 'logs' ? request.logs.length : request.points.length;
}
