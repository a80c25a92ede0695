import type { Clock } from '../../core/clock.ts';
import type { InstanceEvent } from '../platform.ts';
import type { ClusterApi } from './api/cluster-api.ts';
import type { ClusterObject } from './api/cluster-object.ts';
import { watchAll } from './api/watch.ts';
import { podStateOf } from './diagnose/pod-state.ts';
import { PART_OF } from './manifests/workload.ts';
import { type ServicePod, servicePodsOf } from './shop-pods.ts';

const POD = { apiVersion: 'v1', kind: 'Pod' };

/** The shop's pods as they come and go, for as long as a run lasts. */
export class PodWatch {
  readonly #api: ClusterApi;
  readonly #clock: Clock;
  readonly #onEvent: (event: InstanceEvent) => void;
  readonly #over = new AbortController();
  #pods: readonly ClusterObject[] = [];
  #known: ReadonlyMap<string, Life> | undefined;

  constructor(api: ClusterApi, clock: Clock, onEvent: (event: InstanceEvent) => void) {
    this.#api = api;
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  /** The pods of services that run now. */
  get services(): readonly ServicePod[] {
    return servicePodsOf(this.#pods);
  }

  /** Answers the name of a part's running pod. */
  podOf(part: string): string | undefined {
    return this.#pods.find(
      (pod) =>
        pod.metadata.labels?.['app.kubernetes.io/name'] === part &&
        pod.metadata.deletionTimestamp === undefined &&
        podStateOf(pod).containers.every(({ isRunning }) => isRunning),
    )?.metadata.name;
  }

  /** Resolves with the first look. @throws ClusterError when it is refused */
  begin(): Promise<void> {
    return new Promise((resolve, reject) => {
      const follow = async () => {
        for await (const pods of watchAll(this.#api, POD, { labels: PART_OF, signal: this.#over.signal })) {
          this.#take(pods);
          resolve();
        }
      };
      follow().catch(reject);
    });
  }

  close(): void {
    this.#over.abort();
  }

  #take(pods: readonly ClusterObject[]): void {
    this.#pods = pods;
    const now = new Map(pods.flatMap(livesOf));
    const before = this.#known;
    this.#known = now;
    if (before === undefined) return;
    for (const [id, life] of before) if (!now.has(id)) this.#say(life, 'ended', endingOf(life.pod, pods));
    for (const [id, life] of now) {
      if (life.isReady && before.get(id)?.isReady !== true) this.#say(life, 'ready', 'is ready');
    }
  }

  #say({ part, pod }: Life, kind: InstanceEvent['kind'], text: string): void {
    const role = part === 'redis' || part === 'postgres' ? 'store' : part === 'telemetry' ? part : 'service';
    this.#onEvent({ atMs: this.#clock.now(), name: part, role, kind, text: `pod ${pod} ${text}` });
  }
}

/** A pod from one start of its container to its end. */
interface Life {
  readonly part: string;
  readonly pod: string;
  readonly isReady: boolean;
}

function livesOf(pod: ClusterObject): readonly (readonly [id: string, life: Life])[] {
  const { containers } = podStateOf(pod);
  const { name, labels, deletionTimestamp } = pod.metadata;
  if (deletionTimestamp !== undefined || !containers.every(({ isRunning }) => isRunning)) return [];
  const restarts = containers.reduce((sum, container) => sum + container.restarts, 0);
  const isReady = containers.every((container) => container.isReady);
  return [[`${name}#${restarts}`, { part: labels?.['app.kubernetes.io/name'] ?? name, pod: name, isReady }]];
}

function endingOf(name: string, pods: readonly ClusterObject[]): string {
  const pod = pods.find(({ metadata }) => metadata.name === name);
  if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return 'was deleted';
  const ended = podStateOf(pod).containers.find((container) => container.ended)?.ended;
  return ended === undefined
    ? 'ended'
    : `ended with exit code ${ended.exitCode} (${ended.reason ?? 'no reason'})`;
}
