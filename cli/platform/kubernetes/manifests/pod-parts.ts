/** Parts of pods that all workloads of the shop share. */

/** Unprivileged and the same everywhere (C-31, X-29); the image's own user has this number too. */
export const SHOP_UID = 1001;

/** What the restricted Pod Security standard asks of a pod. */
export const POD_SECURITY = {
  runAsNonRoot: true,
  runAsUser: SHOP_UID,
  runAsGroup: SHOP_UID,
  fsGroup: SHOP_UID,
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

/** What the restricted Pod Security standard asks of a container, and a root file system nobody can write to. */
export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
} as const;

/** The one place in a container that can be written to, besides its data. */
export const TMP_MOUNT = { name: 'tmp', mountPath: '/tmp' } as const;
export const TMP_VOLUME = { name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } } as const;

/** Names of the objects that several others point to. */
export const SECRET_NAME = 'shop-secrets';
export const FLAGS_NAME = 'shop-flags';

/** Keys of the secret. */
export const SECRET_KEYS = {
  token: 'control-token',
  redis: 'redis-password',
  postgres: 'postgres-password',
} as const;

/** An environment variable with a plain value. */
export function env(name: string, value: string) {
  return { name, value };
}

/** An environment variable whose value stays in the secret. */
export function secretEnv(name: string, key: keyof typeof SECRET_KEYS) {
  return { name, valueFrom: { secretKeyRef: { name: SECRET_NAME, key: SECRET_KEYS[key] } } };
}

/** How much a container asks for, and how much it may take. */
export interface Resources {
  readonly cpu: readonly [request: string, limit: string];
  readonly memory: readonly [request: string, limit: string];
}

/** Answers resources as Kubernetes writes them. */
export function resources({ cpu, memory }: Resources) {
  return {
    requests: { cpu: cpu[0], memory: memory[0] },
    limits: { cpu: cpu[1], memory: memory[1] },
  };
}
