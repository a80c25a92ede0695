import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterApi } from './cluster-api.ts';
import { ClusterError } from './cluster-error.ts';
import type { ClusterObject, ObjectKind } from './cluster-object.ts';
import { collectionPath } from './resource-path.ts';

/** The server ends a watch after so long, and we begin the next: a dead connection is not believed for longer. */
const WATCH_S = 60;
const PAUSE_MS = 300;
/** This many lists in a row may fail before a watch gives up. */
const MOST_FAILURES = 5;

type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: ClusterObject }
  | { readonly type: 'ERROR'; readonly object: { readonly code?: number; readonly message?: string } };

/**
 * Answers all objects of a kind, once as they are and again after every change, until the signal aborts.
 * A watch that drops or grows too old begins again with a list, so that no change is lost.
 * @throws ClusterError when the server cannot be asked five times in a row, or says no
 */
export async function* watchAll(
  api: ClusterApi,
  kind: ObjectKind,
  { labels, signal }: { readonly labels?: string; readonly signal: AbortSignal },
): AsyncGenerator<readonly ClusterObject[]> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const { items, resourceVersion } = await api.list(kind, labels);
      failures = 0;
      const known = new Map(items.map((item) => [item.metadata.name, item]));
      yield [...known.values()];
      for await (const event of changes(api, kind, { labels, signal, resourceVersion })) {
        if (event.type === 'ERROR') break;
        if (event.type === 'BOOKMARK') continue;
        if (event.type === 'DELETED') known.delete(event.object.metadata.name);
        else known.set(event.object.metadata.name, event.object);
        yield [...known.values()];
      }
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      // What was refused will be refused again; what was lost may come back.
      const isRefusal = error instanceof ClusterError && error.status >= 400 && error.status < 500;
      if (isRefusal || failures >= MOST_FAILURES) throw error;
    }
    await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function* changes(
  api: ClusterApi,
  kind: ObjectKind,
  from: {
    readonly labels: string | undefined;
    readonly signal: AbortSignal;
    readonly resourceVersion: string;
  },
): AsyncGenerator<WatchEvent> {
  const body = await api.connection.stream({
    method: 'GET',
    path: collectionPath(kind, api.namespace),
    query: {
      watch: true,
      labelSelector: from.labels,
      resourceVersion: from.resourceVersion,
      allowWatchBookmarks: true,
      timeoutSeconds: WATCH_S,
    },
    signal: from.signal,
  });
  for await (const line of linesOf(body)) yield JSON.parse(line) as WatchEvent;
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
