import { describe, expect, it } from 'vitest';
import type { ClusterObject } from '../api/cluster-object.ts';
import { recorded } from '../test-cluster/recorded.ts';
import { diagnose } from './diagnose.ts';
import type { Diagnosis } from './diagnosis.ts';

const deployment = (conditions: readonly object[] = []): ClusterObject => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart' } },
  status: { conditions },
});

function pod(status: object, container: object = {}): ClusterObject {
  return {
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'cart-1' } },
    spec: { containers: [{ name: 'service', image: 'shop:1', ...container }] },
    status,
  };
}

const containerIs = (state: object, more: object = {}) => ({
  phase: 'Pending',
  containerStatuses: [{ name: 'service', ready: false, restartCount: 0, state, ...more }],
});

describe('nothing is wrong with a pod', () => {
  it.each([
    ['that has no status yet', {}],
    ['whose container is being made', containerIs({ waiting: { reason: 'ContainerCreating' } })],
    ['whose container runs and is not ready yet', containerIs({ running: {} })],
  ])('%s', (_, status) => {
    expect(diagnose(deployment(), [pod(status)])).toBeUndefined();
  });

  it('that crashed once and is ready now', () => {
    const lastState = { terminated: { exitCode: 1, reason: 'Error' } };
    const status = containerIs({ running: {} }, { ready: true, restartCount: 1, lastState });
    expect(diagnose(deployment(), [pod(status)])).toBeUndefined();
  });
});

describe('as a cluster showed it', () => {
  it.each<[string, Diagnosis['cause'], string, RegExp]>([
    [
      'missing-image',
      'image',
      'the image "localhost/no-such-image:1" cannot be pulled',
      /connection refused/,
    ],
    [
      'missing-image-never',
      'image',
      'the image "localhost/no-such-image:1" cannot be pulled',
      /policy of Never/,
    ],
    ['invalid-image-name', 'image', 'the image "localhost/UPPER:1" cannot be pulled', /must be lowercase/],
    [
      'missing-secret-key',
      'missing-key',
      'the key "key" of the Secret "half" is missing',
      /couldn't find key/,
    ],
    ['missing-config-map', 'missing-key', 'the ConfigMap "none" is missing', /configmap "none" not found/],
    [
      'missing-volume-config-map',
      'missing-key',
      'the ConfigMap "none" is missing',
      /^FailedMount: .*not found/,
    ],
    ['missing-volume-key', 'missing-key', 'the key "key" of the Secret "half" is missing', /volume "secret"/],
    ['crash', 'crash', 'container "service" ends at its start: exit code 3', /CrashLoopBackOff/],
    [
      'missing-command',
      'crash',
      'container "service" ends at its start: exit code 128 (it cannot be started), StartError',
      /exec: "no-such-program": executable file not found/,
    ],
    [
      'out-of-memory',
      'out-of-memory',
      'container "service" was killed at its memory limit of 64Mi',
      /OOMKilled, exit code 137/,
    ],
    ['unschedulable', 'unschedulable', 'no node has the cpu and memory it asks for', /Insufficient cpu/],
    ['untolerated', 'unschedulable', 'no node takes it', /didn't match Pod's node affinity/],
    ['policy', 'policy', 'its pods violate the Pod Security standard "restricted:latest"', /privileged=true/],
    [
      'quota',
      'quota',
      'its pods exceed the quota small',
      /requested: limits.memory=2Gi, .*limited: limits.memory=1Gi/,
    ],
    [
      'readiness-probe',
      'probe',
      'container "service" runs, but its readiness probe fails',
      /HTTP probe failed with statuscode: 503, 25 times/,
    ],
    [
      'wrong-port',
      'probe',
      'container "service" runs, but its readiness probe fails',
      /:9999: connect: connection refused/,
    ],
    [
      'startup-probe',
      'probe',
      'container "service" is ended again and again: its startup probe fails',
      /statuscode: 500, 3 times/,
    ],
  ])('%s: %s', (name, cause, sentence, evidence) => {
    const { deployment, pods, events } = recorded(name);
    const found = diagnose(deployment, pods, events);
    expect({ cause: found?.cause, sentence: found?.sentence }).toEqual({ cause, sentence });
    expect(found?.evidence.join('\n')).toMatch(evidence);
    expect(found?.object).toBe(pods[0]?.metadata.name ?? deployment.metadata.name);
  });

  it('fine: nothing', () => {
    const { deployment, pods, events } = recorded('fine');
    expect(diagnose(deployment, pods, events)).toBeUndefined();
  });

  it('what only events say stays open where they cannot be read; the rest does not need them', () => {
    const causeOf = (name: string) => diagnose(recorded(name).deployment, recorded(name).pods)?.cause;
    expect(['readiness-probe', 'missing-volume-key', 'crash', 'unschedulable'].map(causeOf)).toEqual([
      undefined,
      undefined,
      'crash',
      'unschedulable',
    ]);
  });
});

describe('a probe that fails', () => {
  const { deployment, pods, events } = recorded('readiness-probe');
  const failing = (count: number) =>
    events.map((event) => (event['reason'] === 'Unhealthy' ? { ...event, count } : event));

  it('a few times only is usual while a container starts', () => {
    expect(diagnose(deployment, pods, failing(4))).toBeUndefined();
    expect(diagnose(deployment, pods, failing(5))?.cause).toBe('probe');
  });

  it('is waited for to the end, and may be asked again', () => {
    expect(diagnose(deployment, pods, events)).toMatchObject({
      patienceMs: Number.POSITIVE_INFINITY,
      inquiry: { about: 'probe', container: 'service', port: 8080, path: '/health/ready' },
    });
  });

  it('does not hide that the container ends by itself', () => {
    const crashed = recorded('crash');
    const uid = crashed.pods[0]?.metadata.uid;
    const unhealthy = failing(9).map((event) => ({
      ...event,
      involvedObject: { uid, fieldPath: 'spec.containers{service}' },
    }));
    expect(diagnose(crashed.deployment, crashed.pods, unhealthy)?.cause).toBe('crash');
  });
});

it('a pod that its node threw out is named with the reason', () => {
  const status = { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' };
  expect(diagnose(deployment(), [pod(status)])).toMatchObject({
    ...{ cause: 'evicted', sentence: 'its node ended it (Evicted)' },
    evidence: ['The node was low on resource: memory.'],
  });
});

it('a volume that is away for another reason than a missing key is no missing key', () => {
  const { deployment, pods, events } = recorded('missing-volume-key');
  const message = 'MountVolume.SetUp failed for volume "data" : mount.nfs: Connection timed out';
  const other = events.map((event) => (event['reason'] === 'FailedMount' ? { ...event, message } : event));
  expect(diagnose(deployment, pods, other)).toMatchObject({
    ...{ cause: 'volume', sentence: 'the volume "data" cannot be mounted' },
  });
});

it('a node that is on its way is waited for', () => {
  const { deployment, pods, events } = recorded('unschedulable');
  const comes = { ...events[0], reason: 'TriggeredScaleUp', message: 'pod triggered scale-up: 1->2' };
  expect(diagnose(deployment, pods, events)?.patienceMs).toBe(15_000);
  expect(diagnose(deployment, pods, [comes as ClusterObject])?.patienceMs).toBe(Number.POSITIVE_INFINITY);
});

it('an image name that is none is given up at once, a pull that failed is waited for', () => {
  const patienceFor = (reason: string) =>
    diagnose(deployment(), [pod(containerIs({ waiting: { reason, message: 'x' } }))])?.patienceMs;
  expect(patienceFor('InvalidImageName')).toBe(1000);
  expect(patienceFor('ErrImagePull')).toBe(10_000);
});

it.each([
  [127, 'its command is not there'],
  [139, 'a segmentation fault'],
  [7, 'exit code 7'],
])('exit code %i is explained', (exitCode, meaning) => {
  const status = containerIs({ terminated: { exitCode, reason: 'Error' } });
  expect(diagnose(deployment(), [pod(status)])?.sentence).toContain(meaning);
});
