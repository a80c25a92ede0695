import type { ClusterObject } from '../api/cluster-object.ts';
import {
  CONTAINER_SECURITY,
  env,
  POD_SECURITY,
  resources,
  secretEnv,
  TMP_MOUNT,
  TMP_VOLUME,
} from './pod-parts.ts';
import type { Release } from './release.ts';
import { resourcesOf } from './resource-tables.ts';
import { service, workload } from './workload.ts';

/** The registered port of OTLP over HTTP. */
export const RECEIVER_PORT = 4318;
export const RECEIVER_URL = `http://telemetry:${RECEIVER_PORT}`;
/** Where the receiver keeps telemetry: outside of runs in one file, each run in its own. */
export const RECEIVER_DATA = '/data';

/** Answers the telemetry receiver; the load generator outside sends its spans to it, so it is exposed. */
export function receiverObjects({
  image,
  version,
  resources: table,
}: Pick<Release, 'image' | 'version' | 'resources'>): readonly ClusterObject[] {
  const get = { httpGet: { path: '/health', port: 'otlp' } };
  const container = {
    name: 'receiver',
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['node', '--max-semi-space-size=2', '/shop/telemetry/main.js'],
    env: [
      env('SHOPCTL_RECEIVER_HOST', '0.0.0.0'),
      env('SHOPCTL_RECEIVER_PORT', String(RECEIVER_PORT)),
      env('SHOPCTL_RECEIVER_FILE', `${RECEIVER_DATA}/telemetry.db`),
      secretEnv('SHOPCTL_RECEIVER_TOKEN', 'token'),
    ],
    ports: [{ name: 'otlp', containerPort: RECEIVER_PORT }],
    startupProbe: { ...get, periodSeconds: 1, failureThreshold: 60 },
    readinessProbe: { ...get, periodSeconds: 2, timeoutSeconds: 2 },
    livenessProbe: { ...get, periodSeconds: 10, timeoutSeconds: 3 },
    resources: resources(resourcesOf('telemetry', table)),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [TMP_MOUNT, { name: 'data', mountPath: RECEIVER_DATA }],
  };
  return [
    workload({
      name: 'telemetry',
      component: 'telemetry',
      version,
      strategy: 'Recreate',
      pod: {
        terminationGracePeriodSeconds: 20,
        securityContext: POD_SECURITY,
        containers: [container],
        volumes: [TMP_VOLUME, { name: 'data', emptyDir: { sizeLimit: '2Gi' } }],
      },
    }),
    service({
      name: 'telemetry',
      component: 'telemetry',
      port: RECEIVER_PORT,
      targetPort: RECEIVER_PORT,
      isExposed: true,
    }),
  ];
}
