import { FLAG_FILE_NAME } from '../../../../target-shop/contract/flags.ts';
import { SETTINGS } from '../../../../target-shop/contract/settings.ts';
import {
  BLOCK_PORTS,
  callsOf,
  nodeFlagsOf,
  type ServiceRow,
  type ShopSize,
  STORE_SYSTEMS,
  serviceRow,
} from '../../../../target-shop/service-table.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import { boundsOf } from './autoscalers.ts';
import {
  CONTAINER_SECURITY,
  env,
  FLAGS_NAME,
  POD_SECURITY,
  resources,
  secretEnv,
  TMP_MOUNT,
  TMP_VOLUME,
} from './pod-parts.ts';
import { RECEIVER_URL } from './receiver-objects.ts';
import type { Release } from './release.ts';
import { resourcesOf } from './resource-tables.ts';
import { POSTGRES_URL, REDIS_URL } from './store-objects.ts';
import { service, workload } from './workload.ts';

/** Services listen where they do locally, counted from here. */
const PORT_BASE = 3000;
const FLAGS_DIRECTORY = '/etc/shop/flags';
const SEED = '1';
/** A Service spreads connections, not requests: pods that come get a share, and those that go lose it, this soon. */
export const CONNECTION_MAX_AGE_MS = 5000;
/** Further names by which the source documents call a service. */
const ALIASES: Readonly<Partial<Record<string, readonly string[]>>> = {
  frontend: ['front-end'],
  gateway: ['api-gateway', 'backend'],
  catalog: ['catalogue', 'product-service', 'product-catalog'],
  cart: ['carts'],
  orders: ['checkout', 'order-service'],
  pricing: ['middleware'],
  payment: ['payment-service'],
  shipping: ['delivery'],
  fulfillment: ['queue-master'],
  user: ['users', 'auth'],
  ad: ['ad-service'],
};

/** Answers the port a service listens on in its container. */
export function containerPort({ portOffset }: Pick<ServiceRow, 'portOffset'>): number {
  return PORT_BASE + portOffset;
}

/**
 * Answers a service's Deployment, its Service on port 80, and a Service for each further name of it. Only the
 * frontend can be reached from outside the cluster (C-31).
 */
export function serviceObjects(row: ServiceRow, release: Release): readonly ClusterObject[] {
  const port = { port: 80, targetPort: containerPort(row), component: 'service' } as const;
  return [
    workload({
      name: row.name,
      component: 'service',
      version: release.version,
      track: 'stable',
      replicas: boundsOf(row.name, release.autoscale)?.min ?? 1,
      pod: podOf(row, release),
    }),
    service({ name: row.name, ...port, isExposed: row.name === 'frontend' }),
    ...(ALIASES[row.name] ?? []).map((alias) => service({ name: alias, target: row.name, ...port })),
  ];
}

function podOf(row: ServiceRow, { image, version, size, resources: table }: Release): object {
  return {
    // Longer than a service drains for.
    terminationGracePeriodSeconds: 20,
    securityContext: POD_SECURITY,
    containers: [
      {
        name: 'service',
        image,
        imagePullPolicy: 'IfNotPresent',
        command: ['node', ...nodeFlagsOf(row), `/shop/${row.name}/main.js`],
        env: environmentOf(row, version, size),
        ports: [{ name: 'http', containerPort: containerPort(row) }],
        ...probesOf(),
        // Until every node has heard that the pod ends, requests still come.
        lifecycle: { preStop: { sleep: { seconds: 2 } } },
        resources: resources(resourcesOf(row.name, table)),
        securityContext: CONTAINER_SECURITY,
        volumeMounts: [TMP_MOUNT, { name: 'flags', mountPath: FLAGS_DIRECTORY, readOnly: true }],
      },
    ],
    volumes: [
      TMP_VOLUME,
      {
        name: 'flags',
        configMap: { name: FLAGS_NAME, items: [{ key: FLAG_FILE_NAME, path: FLAG_FILE_NAME }] },
      },
    ],
  };
}

function environmentOf(row: ServiceRow, version: string, size: ShopSize): readonly object[] {
  const systems = new Set(row.stores.map((store) => STORE_SYSTEMS[store]));
  const peers = callsOf(row, size).map((name) => [name, `http://${serviceRow(name).name}`]);
  return [
    env(SETTINGS.service, row.name),
    { name: SETTINGS.instance, valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    env(SETTINGS.version, version),
    env(SETTINGS.host, '0.0.0.0'),
    env(SETTINGS.port, String(containerPort(row))),
    env(SETTINGS.peers, JSON.stringify(Object.fromEntries(peers))),
    env(SETTINGS.otlpUrl, RECEIVER_URL),
    env(SETTINGS.connectionMaxAgeMs, String(CONNECTION_MAX_AGE_MS)),
    env(SETTINGS.flagsDirectory, FLAGS_DIRECTORY),
    secretEnv(SETTINGS.token, 'token'),
    env(SETTINGS.seed, SEED),
    ...(systems.has('redis')
      ? [secretEnv('REDIS_PASSWORD', 'redis'), env(SETTINGS.redisUrl, REDIS_URL)]
      : []),
    ...(systems.has('postgresql')
      ? [secretEnv('POSTGRES_PASSWORD', 'postgres'), env(SETTINGS.postgresUrl, POSTGRES_URL)]
      : []),
    ...(row.name === 'payment' ? [env(SETTINGS.providerPort, String(PORT_BASE + BLOCK_PORTS.provider))] : []),
  ];
}

/** Liveness looks at nothing but the process: a store that is down must not restart who waits for it. */
function probesOf(): object {
  const get = (path: string) => ({ httpGet: { path, port: 'http' } });
  return {
    startupProbe: { ...get('/health'), periodSeconds: 1, failureThreshold: 60 },
    readinessProbe: { ...get('/ready'), periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 2 },
    livenessProbe: { ...get('/health'), periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
  };
}
