import { once } from 'node:events';
import type { Clock } from '../../core/clock.ts';
import { EnvironmentError } from '../../core/errors.ts';
import type { ClusterApi } from './api/cluster-api.ts';
import { ClusterError } from './api/cluster-error.ts';
import type { ClusterObject } from './api/cluster-object.ts';
import { type WatchOptions, watchAll } from './api/watch.ts';
import { diagnose, type Finding } from './diagnose/diagnose.ts';
import { gatherEvidence } from './diagnose/gather-evidence.ts';
import { EVENT, POD_EVENTS } from './diagnose/pod-events.ts';
import { PART_OF } from './manifests/workload.ts';
import { rolloutState } from './rollout-state.ts';
import { podsOf } from './shop-pods.ts';

export interface RolloutOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Shows what is waited for. */
  say(text: string): void;
  /** Hears every trouble when it is first seen, also those that pass. */
  onTrouble?(finding: Finding): void;
}

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };
const POD = { apiVersion: 'v1', kind: 'Pod' };
/** Patience runs out also when nothing changes. */
const LOOK_EVERY_MS = 250;

/**
 * Waits until Deployments are rolled out.
 * @throws EnvironmentError with cause and evidence as soon as one of them is known not to come up
 */
export async function awaitRollout(
  api: ClusterApi,
  names: readonly string[],
  options: RolloutOptions,
): Promise<void> {
  if (names.length === 0) return;
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const seen: Seen = { deployments: undefined, pods: [], events: [] };
  try {
    await Promise.race([
      follow(api, DEPLOYMENT, { labels: PART_OF, signal }, (items) => {
        seen.deployments = items;
      }),
      follow(api, POD, { labels: PART_OF, signal }, (items) => {
        seen.pods = items;
      }),
      follow(api, EVENT, { fields: POD_EVENTS, signal }, (items) => {
        seen.events = items;
      }).catch((error) => doWithout(error, signal)),
      lookUntilDone(api, names, seen, { ...options, signal }),
    ]);
  } finally {
    over.abort();
  }
  options.signal.throwIfAborted();
}

interface Seen {
  deployments: readonly ClusterObject[] | undefined;
  pods: readonly ClusterObject[];
  events: readonly ClusterObject[];
}

async function follow(
  api: ClusterApi,
  kind: typeof POD,
  options: WatchOptions,
  take: (items: readonly ClusterObject[]) => void,
): Promise<void> {
  for await (const items of watchAll(api, kind, options)) take(items);
}

/** Events only explain: who may not read them still gets the shop. */
async function doWithout(error: unknown, signal: AbortSignal): Promise<void> {
  if (!(error instanceof ClusterError) || error.status !== 403) throw error;
  if (!signal.aborted) await once(signal, 'abort');
}

async function lookUntilDone(
  api: ClusterApi,
  names: readonly string[],
  seen: Seen,
  options: RolloutOptions,
): Promise<void> {
  const { clock, signal, say, timeoutMs } = options;
  const deadlineMs = clock.now() + timeoutMs;
  const troubles = new Troubles(options);
  for (;;) {
    const left = names.filter((name) => !stateOf(name, seen).isDone);
    if (left.length === 0) return;
    say(left.map((name) => `${name} ${troubles.textOf(name) ?? stateOf(name, seen).text}`).join(', '));
    for (const name of left) {
      const lasting = troubles.lasting(name, findingOf(name, seen));
      if (lasting !== undefined) throw await failure(api, name, lasting);
    }
    if (clock.now() > deadlineMs) throw await notInTime(api, left, seen, timeoutMs);
    await clock.sleepUntil(clock.now() + LOOK_EVERY_MS, signal);
  }
}

/** Which trouble each workload has, and since when. */
class Troubles {
  readonly #since = new Map<string, { readonly finding: Finding; readonly sinceMs: number }>();
  readonly #options: RolloutOptions;

  constructor(options: RolloutOptions) {
    this.#options = options;
  }

  textOf(name: string): string | undefined {
    return this.#since.get(name)?.finding.sentence;
  }

  /** Answers a workload's trouble once it has lasted longer than it may. */
  lasting(name: string, finding: Finding | undefined): Finding | undefined {
    const { clock, onTrouble } = this.#options;
    if (finding === undefined) {
      this.#since.delete(name);
      return undefined;
    }
    const known = this.#since.get(name);
    if (known?.finding.cause === finding.cause) {
      return clock.now() - known.sinceMs >= finding.patienceMs ? finding : undefined;
    }
    this.#since.set(name, { finding, sinceMs: clock.now() });
    onTrouble?.(finding);
    return undefined;
  }
}

function deploymentOf(name: string, { deployments = [] }: Seen): ClusterObject | undefined {
  return deployments.find(({ metadata }) => metadata.name === name);
}

function stateOf(name: string, seen: Seen) {
  const deployment = deploymentOf(name, seen);
  return deployment === undefined ? { isDone: false, text: 'not yet seen' } : rolloutState(deployment);
}

function findingOf(name: string, seen: Seen): Finding | undefined {
  const deployment = deploymentOf(name, seen);
  if (deployment === undefined) return undefined;
  return diagnose(deployment, newestFirst(podsOf(deployment, seen.pods)), seen.events);
}

/** The pods of an earlier roll-out may be in a trouble that the new ones cure. */
function newestFirst(pods: readonly ClusterObject[]): readonly ClusterObject[] {
  const at = ({ metadata }: ClusterObject) => metadata.creationTimestamp ?? '';
  return pods.toSorted((a, b) => at(b).localeCompare(at(a))).slice(0, 1);
}

async function failure(api: ClusterApi, name: string, finding: Finding): Promise<EnvironmentError> {
  const { sentence, evidence, hint, object, cause } = finding;
  const lines = [...evidence, ...(await gatherEvidence(api, finding))].map((line) => `  ${line}`);
  return new EnvironmentError([`${name} does not come up: ${sentence} (${object})`, ...lines].join('\n'), {
    code: `SHOPCTL_POD_${cause.toUpperCase().replaceAll('-', '_')}`,
    hint,
  });
}

/** The first trouble that is known is the cause, though it had been hoped to pass. */
async function notInTime(
  api: ClusterApi,
  left: readonly string[],
  seen: Seen,
  timeoutMs: number,
): Promise<EnvironmentError> {
  for (const name of left) {
    const finding = findingOf(name, seen);
    if (finding !== undefined) return failure(api, name, finding);
  }
  const states = left.map((name) => `${name}: ${stateOf(name, seen).text}`);
  return new EnvironmentError(`not ready after ${Math.round(timeoutMs / 1000)} s: ${states.join(', ')}`, {
    code: 'SHOPCTL_POD_NOT_READY',
    hint: 'See `shopctl status` and `shopctl logs NAME`.',
  });
}
