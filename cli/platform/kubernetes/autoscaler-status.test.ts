import { expect, it } from 'vitest';
import { autoscalerStatusOf } from './autoscaler-status.ts';
import { autoscalers } from './manifests/autoscalers.ts';

const gateway = (status: object, spec: object = {}) => {
  const [object] = autoscalers('full', 'requests').filter(({ metadata }) => metadata.name === 'gateway');
  if (object === undefined) throw new Error('no autoscaler of the gateway');
  return { ...object, spec: { ...(object['spec'] as object), ...spec }, status };
};

const measured = {
  currentReplicas: 3,
  desiredReplicas: 3,
  currentMetrics: [
    {
      type: 'Pods',
      pods: { metric: { name: 'http_requests_per_second' }, current: { averageValue: '87500m' } },
    },
    { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 35, averageValue: '35m' } } },
  ],
  conditions: [
    { type: 'AbleToScale', status: 'True', reason: 'ReadyForNewScale' },
    { type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound' },
    { type: 'ScalingLimited', status: 'False', reason: 'DesiredWithinRange' },
  ],
};

it('one that works says what it measures', () => {
  expect(autoscalerStatusOf(gateway(measured))).toEqual({
    ...{ name: 'gateway', min: 2, max: 8, replicas: 3 },
    metrics: ['http_requests_per_second 87.5 of 100', 'cpu 35 % of 60 %'],
  });
});

it('one that has just been made measures nothing yet', () => {
  expect(autoscalerStatusOf(gateway({}))).toMatchObject({
    replicas: 0,
    metrics: ['http_requests_per_second ? of 100', 'cpu ? of 60 %'],
  });
});

const troubleWith = (condition: object, spec?: object) =>
  autoscalerStatusOf(gateway({ ...measured, desiredReplicas: 8, conditions: [condition] }, spec)).trouble;

it.each([
  [
    'that cannot read its metric',
    {
      type: 'ScalingActive',
      status: 'False',
      reason: 'FailedGetPodsMetric',
      message: 'the HPA was unable to compute the replica count: no custom metrics API',
    },
    'cannot scale: the HPA was unable to compute the replica count: no custom metrics API',
  ],
  [
    'at its maximum',
    { type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas' },
    'is at its maximum of 8 and wants more',
  ],
  ['at its minimum', { type: 'ScalingLimited', status: 'True', reason: 'TooFewReplicas' }, undefined],
  [
    'of a service that is scaled to 0',
    { type: 'ScalingActive', status: 'False', reason: 'ScalingDisabled', message: 'scaling is disabled' },
    'does nothing: its service is scaled to 0',
  ],
])('one %s', (_, condition, trouble) => {
  expect(troubleWith(condition)).toBe(trouble);
});

it('one that a rollout has paused says so, whatever it measures', () => {
  const behavior = { scaleUp: { selectPolicy: 'Disabled' }, scaleDown: { selectPolicy: 'Disabled' } };
  const limited = { type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas' };
  expect(troubleWith(limited, { behavior })).toBe('is paused for a rollout');
});
