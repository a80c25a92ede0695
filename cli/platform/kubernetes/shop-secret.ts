import { randomBytes } from 'node:crypto';
import type { ClusterApi } from './api/cluster-api.ts';
import type { ClusterObject } from './api/cluster-object.ts';
import { SECRET_KEYS, SECRET_NAME } from './manifests/pod-parts.ts';
import { MANAGED_BY } from './manifests/workload.ts';

const SECRET = { apiVersion: 'v1', kind: 'Secret' };

/**
 * Answers the shop's secret: what is there is kept, whatever is missing is made, so that deploying again neither
 * changes a password under a running store nor leaves a key out.
 */
export async function shopSecret(api: ClusterApi): Promise<ClusterObject> {
  const known = ((await api.find(SECRET, SECRET_NAME))?.['data'] ?? {}) as Readonly<Record<string, string>>;
  const data = Object.values(SECRET_KEYS).map((key) => [key, known[key] ?? newValue()]);
  return {
    ...SECRET,
    metadata: { name: SECRET_NAME, labels: MANAGED_BY },
    type: 'Opaque',
    data: Object.fromEntries(data),
  };
}

/** Answers the token of the control routes. @throws RangeError when there is no secret */
export async function controlToken(api: ClusterApi): Promise<string> {
  const data = (await api.find(SECRET, SECRET_NAME))?.['data'] as
    | Readonly<Record<string, string>>
    | undefined;
  const token = data?.[SECRET_KEYS.token];
  if (token === undefined) throw new RangeError(`the secret ${SECRET_NAME} has no ${SECRET_KEYS.token}`);
  return Buffer.from(token, 'base64').toString('utf8');
}

/** Hexadecimal, so that it may stand in a URL as it is. */
function newValue(): string {
  return Buffer.from(randomBytes(24).toString('hex')).toString('base64');
}
