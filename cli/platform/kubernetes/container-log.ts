import type { ClusterApi } from './api/cluster-api.ts';
import { objectPath } from './api/resource-path.ts';
import { linesOf } from './api/watch.ts';

export interface ContainerLogOptions {
  readonly container?: string;
  /** Of the container before its last restart. */
  readonly previous?: boolean;
  /** Only the last ones. */
  readonly tailLines?: number;
}

/** Answers the last lines of a container's log; none when there is no log (any more). */
export async function containerLog(
  api: ClusterApi,
  pod: string,
  options: ContainerLogOptions,
): Promise<readonly string[]> {
  try {
    const { text } = await api.connection.ask(logRequest(api, pod, options));
    return text.split('\n').filter((line) => line !== '');
  } catch {
    // What the log would say is evidence, and evidence may be gone.
    return [];
  }
}

/** Answers a container's log line by line, and goes on until the signal aborts. @throws ClusterError */
export async function* followContainerLog(
  api: ClusterApi,
  pod: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const request = logRequest(api, pod, {});
  const body = await api.connection.stream({ ...request, query: { ...request.query, follow: true }, signal });
  try {
    yield* linesOf(body);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function logRequest(api: ClusterApi, pod: string, { container, previous, tailLines }: ContainerLogOptions) {
  return {
    method: 'GET',
    path: `${objectPath({ apiVersion: 'v1', kind: 'Pod' }, api.namespace, pod)}/log`,
    query: { container, previous: previous || undefined, tailLines },
  } as const;
}
