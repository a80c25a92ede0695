import process from 'node:process';
import { systemClock } from '../core/clock.ts';
import { ClusterApi } from '../platform/kubernetes/api/cluster-api.ts';
import type { ClusterObject } from '../platform/kubernetes/api/cluster-object.ts';
import { Connection } from '../platform/kubernetes/api/connection.ts';
import { loadAccess } from '../platform/kubernetes/api/load-access.ts';
import { awaitRollout } from '../platform/kubernetes/await-rollout.ts';
import type { Finding } from '../platform/kubernetes/diagnose/diagnose.ts';
import { CONTAINER_SECURITY, POD_SECURITY } from '../platform/kubernetes/manifests/pod-parts.ts';
import { namespaceObject } from '../platform/kubernetes/manifests/shop-objects.ts';
import { workload } from '../platform/kubernetes/manifests/workload.ts';

// A program for the cluster test, which stands outside the cluster's network: breaks six workloads in six ways and
// prints, a line of JSON each, what was found, when the cluster knew, when we said it, and how the wait ended.

const NODE_IMAGE = 'docker.io/library/node:26-bookworm-slim';

/** Has another key than the one that is asked for. */
const SECRET = 'half-a-secret';
/** Events that say that a pod cannot be. */
const TELLING = /^(Failed|FailedCreate|FailedMount|FailedScheduling|BackOff|Unhealthy)$/;

/** What each workload has that keeps it from coming up. */
const FAILURES: Readonly<Record<string, { readonly container?: object; readonly pod?: object }>> = {
  'missing-image': { container: { image: 'localhost/no-such-image:1', imagePullPolicy: 'IfNotPresent' } },
  'missing-key': {
    container: { env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: SECRET, key: 'key' } } }] },
  },
  crash: { container: { command: ['node', '-e', 'console.error("no way to start: E42"); process.exit(3)'] } },
  'out-of-memory': {
    container: {
      command: ['node', '-e', 'const kept = []; for (;;) kept.push(Buffer.alloc(1e7, 1))'],
      resources: { limits: { memory: '64Mi' } },
    },
  },
  unschedulable: { container: { resources: { requests: { cpu: '900' } } } },
  policy: { container: { securityContext: { privileged: true } } },
  'missing-volume': {
    container: { volumeMounts: [{ name: 'flags', mountPath: '/flags' }] },
    pod: { volumes: [{ name: 'flags', configMap: { name: 'no-flags' } }] },
  },
  probe: {
    container: {
      command: [
        'node',
        '-e',
        'require("node:http").createServer((_, r) => r.writeHead(503).end("no database")).listen(8080)',
      ],
    },
  },
};

const [namespace = ''] = process.argv.slice(2);
const api = new ClusterApi(new Connection(await loadAccess()), namespace);
await api.apply(namespaceObject(namespace));
await api.apply({
  ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: SECRET } },
  data: { 'other-key': 'eA==' },
});
await Promise.all(Object.keys(FAILURES).map(report));
await api.connection.close();

async function report(name: string): Promise<void> {
  let first: { readonly finding: Finding; readonly saidAtMs: number } | undefined;
  await api.apply(brokenWorkload(name));
  const error = await awaitRollout(api, [name], {
    clock: systemClock,
    signal: AbortSignal.timeout(90_000),
    timeoutMs: 30_000,
    say: () => undefined,
    onTrouble: (finding) => {
      first ??= { finding, saidAtMs: Date.now() };
    },
  }).then(
    () => undefined,
    (failure: Error) => failure,
  );
  const knownAtMs = await knownSince(name);
  const { finding, saidAtMs = 0 } = first ?? {};
  process.stdout.write(
    `${JSON.stringify({ name, cause: finding?.cause, lateMs: saidAtMs - knownAtMs, ended: error?.message })}\n`,
  );
}

function brokenWorkload(name: string): ClusterObject {
  const { container = {}, pod = {} } = FAILURES[name] ?? {};
  return workload({
    name,
    component: 'service',
    version: '1',
    pod: {
      securityContext: POD_SECURITY,
      containers: [
        {
          name: 'service',
          image: NODE_IMAGE,
          imagePullPolicy: 'IfNotPresent',
          command: ['node', '-e', 'setInterval(() => {}, 1000)'],
          securityContext: CONTAINER_SECURITY,
          // As the shop's have one: without it, a container counts as ready for the moment that it runs.
          readinessProbe: { httpGet: { path: '/health/ready', port: 8080 }, periodSeconds: 1 },
          ...container,
        },
      ],
      ...pod,
    },
  });
}

interface Event {
  readonly reason?: string;
  readonly involvedObject?: { readonly name?: string };
  readonly firstTimestamp?: string;
  readonly eventTime?: string;
}

/** When the cluster first said that something is wrong, to the second: by an event, or the end of a container. */
async function knownSince(name: string): Promise<number> {
  const { items: events } = await api.list({ apiVersion: 'v1', kind: 'Event' });
  const ofEvents = (events as unknown as readonly Event[])
    .filter(
      ({ reason = '', involvedObject }) => TELLING.test(reason) && involvedObject?.name?.startsWith(name),
    )
    .map(({ firstTimestamp, eventTime }) => Date.parse(firstTimestamp ?? eventTime ?? ''));
  const { items: pods } = await api.list({ apiVersion: 'v1', kind: 'Pod' }, `app.kubernetes.io/name=${name}`);
  const ends = [...JSON.stringify(pods).matchAll(/"finishedAt":"([^"]+)"/g)].map(([, at = '']) =>
    Date.parse(at),
  );
  return Math.min(...[...ofEvents, ...ends].filter((at) => !Number.isNaN(at)));
}
