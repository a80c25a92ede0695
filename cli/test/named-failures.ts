import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestCluster } from './cluster.ts';

const NAMESPACE = `shop-failures-${process.pid}`;
/** From the cluster's knowing, which it notes to the second. */
const NAMED_WITHIN_MS = 5000;
/** A probe has to fail five times, a second apart, before it is more than a container that still starts. */
const PROBE_NAMED_WITHIN_MS = NAMED_WITHIN_MS + 5000;

interface Report {
  readonly name: string;
  readonly cause?: string;
  readonly lateMs: number;
  readonly ended?: string;
}

/** Workloads on a cluster that cannot come up: each is named with its cause. */
export function namedFailures(clusterOf: () => TestCluster): void {
  let cluster: TestCluster;
  let reports: readonly Report[];

  beforeAll(async () => {
    cluster = clusterOf();
    const program = path.join(import.meta.dirname, 'seeded-failures.ts');
    const { stdout, stderr, code } = await cluster.exec('/', process.execPath, program, NAMESPACE);
    expect(code, stderr).toBe(0);
    reports = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  }, 240_000);
  afterAll(async () => {
    await cluster?.exec('/', 'kubectl', 'delete', 'namespace', NAMESPACE);
  }, 120_000);

  it.each([
    ['missing-image', 'image', /image "localhost\/no-such-image:1" cannot be pulled/],
    ['missing-key', 'missing-key', /the key "key" of the Secret "\S*half-a-secret" is missing/],
    ['crash', 'crash', /ends at its start: exit code 3[\s\S]*no way to start: E42/],
    ['out-of-memory', 'out-of-memory', /killed at its memory limit of 64Mi/],
    [
      'unschedulable',
      'unschedulable',
      /no node has the cpu it asks for[\s\S]*asks for cpu 900\n {2}free on node shop: cpu [\d.]+ of 2/,
    ],
    ['policy', 'policy', /violate the Pod Security standard "restricted:latest"[\s\S]*privileged=true/],
    ['missing-volume', 'missing-key', /the ConfigMap "no-flags" is missing[\s\S]*FailedMount/],
    ['probe', 'probe', /readiness probe fails[\s\S]*GET :8080\/health\/ready answers 503: no database/],
  ])('%s is named %s within five seconds, with its evidence', (name, cause, sentence) => {
    const report = reports.find((each) => each.name === name);
    expect(report?.cause).toBe(cause);
    expect(report?.ended).toMatch(sentence);
    expect(report?.lateMs).toBeLessThan(cause === 'probe' ? PROBE_NAMED_WITHIN_MS : NAMED_WITHIN_MS);
  });
}
