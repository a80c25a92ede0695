import { serviceRow } from '../../../../target-shop/service-table.ts';
import type { ReleaseTally } from '../../platform.ts';
import type { ClusterApi } from '../api/cluster-api.ts';
import { containerPort } from '../manifests/service-objects.ts';

/** What each pod has counted since it began, by its name. */
export type RequestCounts = ReadonlyMap<string, ReleaseTally>;

const SERIES =
  /^http_server_request_duration_seconds_count\{[^}]*http_response_status_code="(\d+)"[^}]*\} (\d+)/gm;
const ANSWER_WITHIN_MS = 5000;

/** Answers what pods of a service have counted; one that cannot be asked has nothing. */
export async function readRequestCounts(
  api: ClusterApi,
  service: string,
  pods: readonly string[],
): Promise<RequestCounts> {
  const port = containerPort(serviceRow(service));
  const counted = await Promise.all(
    pods.map(async (pod) => {
      const request = { pod, port, method: 'GET', path: '/metrics', timeoutMs: ANSWER_WITHIN_MS } as const;
      const { status, text } = await api.askPod(request);
      return status === 200 ? [[pod, countsIn(text)] as const] : [];
    }),
  );
  return new Map(counted.flat());
}

/** Answers the requests that a page of metrics counts, and how many of them failed on the server. */
export function countsIn(metrics: string): ReleaseTally {
  let [requests, errors] = [0, 0];
  for (const [, status, count] of metrics.matchAll(SERIES)) {
    requests += Number(count);
    if (Number(status) >= 500) errors += Number(count);
  }
  return { requests, errors };
}

/** Answers what some pods have counted between two looks; who was not there at first began at nothing. */
export function tallyBetween(
  before: RequestCounts,
  after: RequestCounts,
  pods: readonly string[],
): ReleaseTally {
  let [requests, errors] = [0, 0];
  for (const pod of pods) {
    const [first, last] = [before.get(pod), after.get(pod)];
    if (last === undefined) continue;
    requests += last.requests - (first?.requests ?? 0);
    errors += last.errors - (first?.errors ?? 0);
  }
  return { requests, errors };
}
