import type { ClusterApi } from '../api/cluster-api.ts';
import { containerLog } from '../container-log.ts';
import type { Finding } from './diagnose.ts';
import { nodeRoom } from './node-room.ts';

const LAST_WORDS = 12;
const LAST_WORDS_BESIDE_PROBE = 5;
const PROBE_MS = 3000;
const LONGEST_ANSWER = 300;

/**
 * Asks for what belongs to a finding and does not stand in the cluster's objects: a container's last words, what a
 * probe is answered, how much room the nodes have. What cannot be had is left out: evidence is never in the way.
 */
export async function gatherEvidence(api: ClusterApi, finding: Finding): Promise<readonly string[]> {
  const { object, inquiry } = finding;
  switch (inquiry?.about) {
    case undefined:
      return [];
    case 'log': {
      const { container, previous } = inquiry;
      return containerLog(api, object, { container, previous, tailLines: LAST_WORDS });
    }
    case 'probe': {
      const { container } = inquiry;
      return [
        ...(await probeAnswer(api, object, inquiry)),
        ...(await containerLog(api, object, { container, tailLines: LAST_WORDS_BESIDE_PROBE })),
      ];
    }
    case 'room':
      return nodeRoom(api, inquiry.requests);
  }
}

/** Asks as the kubelet does, but through the API server. */
async function probeAnswer(
  api: ClusterApi,
  pod: string,
  { port, path }: { readonly port: number; readonly path: string },
): Promise<readonly string[]> {
  try {
    const { status, text } = await api.askPod({ pod, port, path, method: 'GET', timeoutMs: PROBE_MS });
    const notReached = /error trying to reach service: ([^"]*)/.exec(text)?.[1];
    const answer = text.replaceAll(/\s+/g, ' ').slice(0, LONGEST_ANSWER);
    return [
      notReached === undefined
        ? `GET :${port}${path} answers ${status}: ${answer}`
        : `GET :${port}${path} has no answer: ${notReached}`,
    ];
  } catch {
    return [];
  }
}
