import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterApi } from './cluster-api.ts';
import { ClusterError } from './cluster-error.ts';
import type { ClusterObject, ObjectKind } from './cluster-object.ts';
import { collectionPath } from './resource-path.ts';

/** The server ends a watch after so long, and we begin the next: a dead connection is not believed for longer. */
const WATCH_S = 60;
/** Bookmarks come more often than this, and the server's own end too: what is silent for longer is cut off. */
const SILENCE_MS = (WATCH_S + 10) * 1000;
const PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 5000;
/** This many looks in a row may fail before a watch gives up: an API server that restarts is back by then. */
const MOST_FAILURES = 7;

type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: ClusterObject }
  | { readonly type: 'ERROR'; readonly object: { readonly code?: number; readonly message?: string } };

export interface WatchOptions {
  /** A selector, `a=b,c`. */
  readonly labels?: string;
  /** A selector of fields. */
  readonly fields?: string;
  readonly signal: AbortSignal;
  /** A watch that brings nothing for so long is believed to be dead. */
  readonly silenceMs?: number;
  /** Before the next try; doubled by each that fails. */
  readonly pauseMs?: number;
}

/**
 * Answers all objects of a kind, once as they are and again after every change, until the signal aborts.
 * A watch that drops or grows too old begins again with a list, so that no change is lost.
 * @throws ClusterError when the server cannot be asked seven times in a row (14 s), or says no
 */
export async function* watchAll(
  api: ClusterApi,
  kind: ObjectKind,
  { labels, fields, signal, silenceMs = SILENCE_MS, pauseMs = PAUSE_MS }: WatchOptions,
): AsyncGenerator<readonly ClusterObject[]> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const { items, resourceVersion } = await api.list(kind, labels, fields);
      const known = new Map(items.map((item) => [item.metadata.name, item]));
      yield [...known.values()];
      const body = await openWatch(api, kind, { labels, fields, signal, silenceMs, resourceVersion });
      // A watch that began and dropped, however often, is no failure: each begins with all there is.
      failures = 0;
      for await (const line of linesOf(body)) {
        const event = JSON.parse(line) as WatchEvent;
        if (event.type === 'ERROR') break;
        if (event.type === 'BOOKMARK') continue;
        if (event.type === 'DELETED') known.delete(event.object.metadata.name);
        else known.set(event.object.metadata.name, event.object);
        yield [...known.values()];
      }
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      if (isRefusal(error) || failures >= MOST_FAILURES) throw error;
    }
    const waitMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2 ** Math.max(0, failures - 1));
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
  }
}

/** What was refused will be refused again; what was lost, came too late (410) or too often (429) may come back. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof ClusterError)) return false;
  return error.status >= 400 && error.status < 500 && error.status !== 410 && error.status !== 429;
}

function openWatch(
  api: ClusterApi,
  kind: ObjectKind,
  from: Required<Pick<WatchOptions, 'signal' | 'silenceMs'>> & {
    readonly labels: string | undefined;
    readonly fields: string | undefined;
    readonly resourceVersion: string;
  },
): Promise<AsyncIterable<Buffer>> {
  return api.connection.stream({
    method: 'GET',
    path: collectionPath(kind, api.namespace),
    query: {
      watch: true,
      labelSelector: from.labels,
      fieldSelector: from.fields,
      resourceVersion: from.resourceVersion,
      allowWatchBookmarks: true,
      timeoutSeconds: WATCH_S,
    },
    signal: from.signal,
    silenceMs: from.silenceMs,
  });
}

/** Answers the lines of a stream of bytes, without their ends. */
export async function* linesOf(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
