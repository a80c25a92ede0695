import { type Clock, systemClock } from '../../../core/clock.ts';
import type { RolloutReport, RolloutRequest } from '../../platform.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import { shopObjects } from '../manifests/shop-objects.ts';
import { planRollout } from '../rollout/plan-rollout.ts';
import type { FakeApiServer } from './fake-api-server.ts';
import { SmallCluster } from './small-cluster.ts';

/** Four times as fast, for what only waits. */
const beganMs = systemClock.now();
export const FAST_CLOCK: Clock = {
  now: () => beganMs + (systemClock.now() - beganMs) * 4,
  sleepUntil: (epochMs, signal) => systemClock.sleepUntil(beganMs + (epochMs - beganMs) / 4, signal),
};

/** Frontend and gateway of a shop, release v1, in a cluster in memory. */
export interface SmallShop {
  readonly cluster: SmallCluster;
  readonly server: FakeApiServer;
  /** Carries a rollout command out; the changes that it makes are then in the cluster's list. */
  rollout(request: RolloutRequest): Promise<RolloutReport>;
  /** Answers the releases of a Deployment's pods. */
  versionsOf(name: string): readonly (string | undefined)[];
  /** Has all pods of a release fail. */
  failOn(version: string): void;
}

/** Starts one; its edge is its API server. */
export async function startSmallShop(): Promise<SmallShop> {
  const cluster = new SmallCluster();
  const server = await cluster.start(frontendAndGateway());
  const frontend = cluster.objects.get('services/frontend') as ClusterObject; // a shop has one
  const ports = [{ nodePort: Number(new URL(server.url).port) }];
  cluster.objects.set('services/frontend', {
    ...frontend,
    spec: { ...(frontend['spec'] as object), ports },
  });
  return {
    cluster,
    server,
    async rollout(request) {
      cluster.changes.length = 0;
      const { steps, result } = planRollout(server.api, request, FAST_CLOCK);
      for (const step of steps) await step.run(() => {}, new AbortController().signal);
      return result();
    },
    versionsOf: (name) => [
      ...new Set(cluster.pods(name).map(({ labels }) => labels['app.kubernetes.io/version'])),
    ],
    failOn(version) {
      cluster.answer = ({ labels }) => (labels['app.kubernetes.io/version'] === version ? 500 : 200);
    },
  };
}

/** As they are deployed, with the gateway's aliases. */
function frontendAndGateway(): readonly ClusterObject[] {
  const all = shopObjects({ namespace: 'shop', size: 'core', image: 'shop:1', version: 'v1' });
  return all
    .flatMap(({ objects }) => objects)
    .filter(({ kind }) => kind === 'Deployment' || kind === 'Service')
    .filter(({ metadata }) => /frontend|gateway/.test(metadata.labels?.['app.kubernetes.io/name'] ?? ''));
}
