import type { ServiceName } from '../../../../target-shop/service-table.ts';
import type { Clock } from '../../../core/clock.ts';
import { EnvironmentError } from '../../../core/errors.ts';
import type { ClusterApi } from '../api/cluster-api.ts';
import { ClusterError } from '../api/cluster-error.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import { awaitRollout } from '../await-rollout.ts';
import { BEHAVIOUR } from '../manifests/autoscalers.ts';
import { TRACK, type Track, trackedName } from '../manifests/track.ts';
import { AUTOSCALER, replicasOf } from '../scaled-objects.ts';

/** What long work on a cluster needs. */
export interface Working {
  readonly api: ClusterApi;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Shows what is done now. */
  say(text: string): void;
}

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };
const POD = { apiVersion: 'v1', kind: 'Pod' };
const SERVICE = { apiVersion: 'v1', kind: 'Service' };
const READY_WITHIN_MS = 180_000;
/** Longer than pods may take to end. */
const GONE_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 250;

/** A service's Deployments on all tracks, their pods, the Services before them and what scales them. */
export class TrackedService {
  readonly name: ServiceName;
  readonly working: Working;

  constructor(name: ServiceName, working: Working) {
    this.name = name;
    this.working = working;
  }

  /** Answers a track's Deployment; `undefined` when there is none. */
  find(track: Track): Promise<ClusterObject | undefined> {
    return this.working.api.find(DEPLOYMENT, trackedName(this.name, track));
  }

  /** @throws EnvironmentError when the service is not deployed, or not by a version that knows tracks */
  async stable(): Promise<ClusterObject> {
    const stable = await this.find('stable');
    if (stable?.metadata.labels?.[TRACK] === 'stable') return stable;
    throw new EnvironmentError(
      `no ${this.name} that can be rolled out runs in "${this.working.api.namespace}"`,
      {
        code: 'SHOPCTL_NOT_DEPLOYED',
        hint: 'Start the shop: shopctl deploy --target kubernetes; one of an earlier shopctl is destroyed first.',
      },
    );
  }

  /** Answers the track that a rollout has put beside the stable one; `undefined` when none has. */
  async underWay(): Promise<'canary' | 'green' | undefined> {
    for (const track of ['canary', 'green'] as const)
      if ((await this.find(track)) !== undefined) return track;
    return undefined;
  }

  /** Answers the names of a track's pods that are not about to end. */
  async pods(track: Track): Promise<readonly string[]> {
    const pods = await this.#allPods(track);
    return pods.flatMap(({ metadata }) => (metadata.deletionTimestamp === undefined ? [metadata.name] : []));
  }

  /** Brings a track to so many pods: resolves when the new are ready, and those that go have ended. */
  async scale(track: Track, replicas: number): Promise<void> {
    const name = trackedName(this.name, track);
    if (replicasOf(await this.find(track)) !== replicas) {
      await this.working.api.patch(DEPLOYMENT, name, { spec: { replicas } });
    }
    await this.awaitReady(track);
    await this.#until(
      async () => (await this.#allPods(track)).length <= replicas,
      `${name} has old pods left`,
    );
  }

  /** Resolves when a track's Deployment is as it should be. @throws EnvironmentError with the cause when it cannot be */
  async awaitReady(track: Track): Promise<void> {
    const { api, clock, signal, say } = this.working;
    const options = { clock, signal, say, timeoutMs: READY_WITHIN_MS };
    await awaitRollout(api, [trackedName(this.name, track)], options);
  }

  /** Answers the one track that the service's Services select; `undefined` while they select all. */
  async servedTrack(): Promise<Track | undefined> {
    const [first] = await this.#services();
    const spec = first?.['spec'] as { readonly selector: Readonly<Record<string, Track>> } | undefined;
    return spec?.selector[TRACK];
  }

  /** Has the service's Services, aliases included, select one track, or all. */
  async serve(track: Track | undefined): Promise<void> {
    const services = await this.#services();
    const patch = { spec: { selector: { [TRACK]: track ?? null } } };
    await Promise.all(services.map(({ metadata }) => this.working.api.patch(SERVICE, metadata.name, patch)));
  }

  /** Takes a track away; its pods answer what they have first. Resolves when they have ended. */
  async remove(track: Track): Promise<void> {
    const { api } = this.working;
    const name = trackedName(this.name, track);
    await this.#unlessForbidden(() => api.delete(AUTOSCALER, name));
    // Ended in order: a Deployment that is deleted at once ends its pods the same way, but is not waited for by name.
    if ((await this.find(track)) !== undefined) await this.scale(track, 0);
    await api.delete(DEPLOYMENT, name);
  }

  /** Answers the stable track's autoscaler; `undefined` when there is none. */
  async autoscaler(): Promise<ClusterObject | undefined> {
    return this.#unlessForbidden(() => this.working.api.find(AUTOSCALER, this.name));
  }

  /** Has the autoscaler change nothing, or work again: while shares are made of pods, their number is ours. */
  async pauseAutoscaler(isPaused: boolean): Promise<void> {
    if ((await this.autoscaler()) === undefined) return;
    const rule = { selectPolicy: isPaused ? 'Disabled' : null };
    await this.working.api.patch(AUTOSCALER, this.name, {
      spec: { behavior: { scaleUp: rule, scaleDown: rule } },
    });
  }

  /** Gives a track an autoscaler as the stable one has, if that has one. */
  async scaleLikeStable(track: Track): Promise<void> {
    const autoscaler = await this.autoscaler();
    if (autoscaler === undefined) return;
    const name = trackedName(this.name, track);
    const { behavior: _, ...spec } = autoscaler['spec'] as { readonly behavior?: object };
    await this.working.api.apply({
      ...AUTOSCALER,
      metadata: { name, labels: { ...autoscaler.metadata.labels, [TRACK]: track } },
      spec: { ...spec, scaleTargetRef: { ...DEPLOYMENT, name }, behavior: BEHAVIOUR },
    });
  }

  /** Waits between looks until something is so. @throws EnvironmentError after a minute */
  async #until(isSo: () => Promise<boolean>, what: string): Promise<void> {
    const { clock, signal, say } = this.working;
    const deadlineMs = clock.now() + GONE_WITHIN_MS;
    while (!(await isSo())) {
      say(what);
      if (clock.now() > deadlineMs) {
        throw new EnvironmentError(`${what} after ${GONE_WITHIN_MS / 1000} s`, {
          hint: 'See `shopctl status`; the same command goes on from here.',
        });
      }
      await clock.sleepUntil(clock.now() + LOOK_EVERY_MS, signal);
    }
  }

  async #allPods(track: Track): Promise<readonly ClusterObject[]> {
    const { api } = this.working;
    const { items } = await api.list(POD, `app.kubernetes.io/name=${this.name},${TRACK}=${track}`);
    // One that was thrown out holds nothing and stays listed.
    return items.filter(({ status }) => (status as { phase?: string } | undefined)?.phase !== 'Failed');
  }

  async #services(): Promise<readonly ClusterObject[]> {
    const { items } = await this.working.api.list(SERVICE, `app.kubernetes.io/name=${this.name}`);
    return items;
  }

  /** Who may not see autoscalers has none of ours. */
  async #unlessForbidden<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof ClusterError && error.status === 403) return undefined;
      throw error;
    }
  }
}
