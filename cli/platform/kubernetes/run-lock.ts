import os from 'node:os';
import type { Clock } from '../../core/clock.ts';
import { EnvironmentError } from '../../core/errors.ts';
import type { ClusterApi } from './api/cluster-api.ts';
import { ClusterError } from './api/cluster-error.ts';
import { MANAGED_BY } from './manifests/workload.ts';

const LEASE = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' };
const NAME = 'shop-run';
/** A holder that has not been heard of for so long is dead, and its faults with it. */
const HELD_FOR_S = 15;
const RENEW_EVERY_MS = 5000;

interface LeaseSpec {
  readonly holderIdentity?: string | null;
  readonly renewTime?: string | null;
  readonly leaseDurationSeconds?: number;
}

/**
 * Takes the shop for one run: no second run gets it before this one lets go, or has been silent for 15 seconds.
 * @returns lets go; safe to call twice
 * @throws EnvironmentError that names who has it
 */
export async function takeRunLock(
  api: ClusterApi,
  runId: string,
  clock: Clock,
): Promise<() => Promise<void>> {
  const holder = `${runId} by process ${process.pid} on ${os.hostname()}`;
  const known = await api.find(LEASE, NAME);
  const spec = known?.['spec'] as LeaseSpec | undefined;
  if (known === undefined) {
    await api
      .create({ ...LEASE, metadata: { name: NAME, labels: MANAGED_BY }, spec: specOf(holder, clock) })
      .catch((error) => {
        throw error instanceof ClusterError && error.status === 409 ? heldBy('another process') : error;
      });
  } else {
    if (isHeld(spec, clock)) throw heldBy(spec?.holderIdentity ?? 'another process');
    // The version makes a second taker of the same moment fail.
    await write(api, holder, clock, known.metadata.resourceVersion);
  }
  const renewal = setInterval(() => void write(api, holder, clock).catch(() => {}), RENEW_EVERY_MS);
  let isHolding = true;
  return async () => {
    if (!isHolding) return;
    isHolding = false;
    clearInterval(renewal);
    await api.patch(LEASE, NAME, { spec: { holderIdentity: null, renewTime: null } });
  };
}

function isHeld(spec: LeaseSpec | undefined, clock: Clock): boolean {
  if (!spec?.holderIdentity || !spec.renewTime) return false;
  return clock.now() - Date.parse(spec.renewTime) < HELD_FOR_S * 1000;
}

async function write(api: ClusterApi, holder: string, clock: Clock, resourceVersion?: string): Promise<void> {
  const metadata = resourceVersion === undefined ? {} : { metadata: { resourceVersion } };
  await api.patch(LEASE, NAME, { ...metadata, spec: specOf(holder, clock) });
}

function specOf(holder: string, clock: Clock): LeaseSpec {
  // The API wants microseconds.
  const renewTime = new Date(clock.now()).toISOString().replace('Z', '000Z');
  return { holderIdentity: holder, renewTime, leaseDurationSeconds: HELD_FOR_S };
}

function heldBy(holder: string): EnvironmentError {
  return new EnvironmentError(`the shop is taken by the run ${holder}`, {
    code: 'SHOPCTL_SHOP_BUSY',
    hint: 'Wait for its end; a run that died lets go within 15 seconds.',
  });
}
