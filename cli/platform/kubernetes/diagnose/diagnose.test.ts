import { describe, expect, it } from 'vitest';
import type { ClusterObject } from '../api/cluster-object.ts';
import { diagnose } from './diagnose.ts';

// As a cluster of version 1.35 says it; six more causes are tried on a real one.

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

it('a quota that is used up is named', () => {
  const message =
    'pods "cart-6" is forbidden: exceeded quota: small, requested: limits.memory=192Mi, used: limits.memory=900Mi, limited: limits.memory=1Gi';
  const found = diagnose(deployment([{ type: 'ReplicaFailure', status: 'True', message }]), []);
  expect(found).toMatchObject({ cause: 'quota', object: 'cart', evidence: [message] });
  expect(found?.sentence).toContain('exceed the quota small');
});

it('a whole ConfigMap that is missing is named', () => {
  const waiting = { reason: 'CreateContainerConfigError', message: 'configmap "shop-flags" not found' };
  expect(diagnose(deployment(), [pod(containerIs({ waiting }))])?.sentence).toBe(
    'the configmap "shop-flags" is missing',
  );
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
