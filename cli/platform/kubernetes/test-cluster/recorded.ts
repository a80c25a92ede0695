import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ClusterObject } from '../api/cluster-object.ts';

/** A workload as a cluster showed it. */
export interface Recorded {
  readonly deployment: ClusterObject;
  readonly pods: readonly ClusterObject[];
  /** Of its pods. */
  readonly events: readonly ClusterObject[];
}

/**
 * Answers a workload that was recorded on Kubernetes 1.35.4, half a minute after it was applied; what nobody looks at
 * is left out. The files are in `diagnose/recorded/`.
 */
export function recorded(name: string): Recorded {
  const file = path.join(import.meta.dirname, '../diagnose/recorded', `${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Recorded;
}
