import type { ResourceTable } from '../../platform.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import {
  CONTAINER_SECURITY,
  env,
  POD_SECURITY,
  resources,
  SHOP_UID,
  secretEnv,
  TMP_MOUNT,
  TMP_VOLUME,
} from './pod-parts.ts';
import { resourcesOf } from './resource-tables.ts';
import { labelsOf, service, workload } from './workload.ts';

const REDIS_VERSION = '7-bookworm';
const POSTGRES_VERSION = '15-bookworm';
const REDIS_PORT = 6379;
const POSTGRES_PORT = 5432;
const POSTGRES_DATA = '/var/lib/postgresql/data';

const USERS_NAME = 'postgres-users';

/** Kubernetes puts the password in, which must stand before it among the variables. */
export const REDIS_URL = `redis://:$(REDIS_PASSWORD)@redis:${REDIS_PORT}`;
export const POSTGRES_URL = `postgres://shop:$(POSTGRES_PASSWORD)@postgres:${POSTGRES_PORT}/shop`;

/**
 * Answers Redis and Postgres, each as one pod that keeps its data for as long as it lives: a shop to break, not one
 * to keep.
 */
export function storeObjects(table: ResourceTable): readonly ClusterObject[] {
  return [
    workload({
      name: 'redis',
      component: 'store',
      version: REDIS_VERSION,
      strategy: 'Recreate',
      pod: pod(redisContainer(table), { dataPath: '/data' }),
    }),
    service({ name: 'redis', component: 'store', port: REDIS_PORT, targetPort: REDIS_PORT }),
    postgresUsers(),
    workload({
      name: 'postgres',
      component: 'store',
      version: POSTGRES_VERSION,
      strategy: 'Recreate',
      pod: pod(postgresContainer(table), {
        dataPath: POSTGRES_DATA,
        volumes: [
          { name: 'run', emptyDir: { medium: 'Memory' } },
          { name: 'users', configMap: { name: USERS_NAME } },
        ],
        // Postgres has its socket and lock in the one, and initdb looks itself up in the other.
        mounts: [
          { name: 'run', mountPath: '/var/run/postgresql' },
          { name: 'users', mountPath: '/etc/passwd', subPath: 'passwd', readOnly: true },
        ],
      }),
    }),
    service({ name: 'postgres', component: 'store', port: POSTGRES_PORT, targetPort: POSTGRES_PORT }),
  ];
}

interface PodOptions {
  readonly dataPath: string;
  readonly volumes?: readonly object[];
  readonly mounts?: readonly object[];
}

function pod(container: object, { dataPath, volumes = [], mounts = [] }: PodOptions): object {
  return {
    terminationGracePeriodSeconds: 10,
    securityContext: POD_SECURITY,
    containers: [
      {
        imagePullPolicy: 'IfNotPresent',
        securityContext: CONTAINER_SECURITY,
        volumeMounts: [TMP_MOUNT, { name: 'data', mountPath: dataPath }, ...mounts],
        ...container,
      },
    ],
    volumes: [TMP_VOLUME, { name: 'data', emptyDir: {} }, ...volumes],
  };
}

function redisContainer(table: ResourceTable): object {
  const answers = {
    exec: { command: ['sh', '-c', 'redis-cli -a "$REDIS_PASSWORD" --no-auth-warning ping | grep -q PONG'] },
  };
  return {
    name: 'redis',
    image: `docker.io/library/redis:${REDIS_VERSION}`,
    args: ['redis-server', '--requirepass', '$(REDIS_PASSWORD)', '--save', '', '--appendonly', 'no'],
    env: [secretEnv('REDIS_PASSWORD', 'redis')],
    ports: [{ name: 'redis', containerPort: REDIS_PORT }],
    startupProbe: { ...answers, periodSeconds: 1, timeoutSeconds: 3, failureThreshold: 60 },
    readinessProbe: { ...answers, periodSeconds: 5, timeoutSeconds: 3 },
    livenessProbe: { tcpSocket: { port: 'redis' }, periodSeconds: 10 },
    resources: resources(resourcesOf('redis', table)),
  };
}

function postgresContainer(table: ResourceTable): object {
  // Over TCP: while the image initialises the database it takes connections by its socket only.
  const answers = { exec: { command: ['pg_isready', '-h', '127.0.0.1', '-U', 'shop', '-d', 'shop'] } };
  return {
    name: 'postgres',
    image: `docker.io/library/postgres:${POSTGRES_VERSION}`,
    args: ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off', '-c', 'jit=off'],
    env: [
      env('POSTGRES_USER', 'shop'),
      env('POSTGRES_DB', 'shop'),
      secretEnv('POSTGRES_PASSWORD', 'postgres'),
      // Not the mount itself: a fresh volume is not owned by us, and initdb insists.
      env('PGDATA', `${POSTGRES_DATA}/pgdata`),
    ],
    ports: [{ name: 'postgres', containerPort: POSTGRES_PORT }],
    startupProbe: { ...answers, periodSeconds: 1, timeoutSeconds: 3, failureThreshold: 60 },
    readinessProbe: { ...answers, periodSeconds: 5, timeoutSeconds: 3 },
    livenessProbe: { tcpSocket: { port: 'postgres' }, periodSeconds: 10 },
    resources: resources(resourcesOf('postgres', table)),
  };
}

/** initdb refuses a user that has no name, and the shop's number has none in the image. */
function postgresUsers(): ClusterObject {
  const line = `shop:x:${SHOP_UID}:${SHOP_UID}:shop:/tmp:/usr/sbin/nologin`;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: USERS_NAME, labels: labelsOf('postgres', 'store') },
    data: { passwd: `root:x:0:0:root:/root:/bin/bash\n${line}\n` },
  };
}
