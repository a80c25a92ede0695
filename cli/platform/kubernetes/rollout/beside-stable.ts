import { SETTINGS } from '../../../../target-shop/contract/settings.ts';
import { UsageError } from '../../../core/errors.ts';
import type { NewRelease } from '../../platform.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import { TRACK, type Track, trackedName } from '../manifests/track.ts';
import { VERSION } from '../manifests/workload.ts';

/** A Deployment's pods, as far as a release changes them. */
export interface PodTemplate {
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly containers: readonly {
      readonly image: string;
      readonly env: readonly { readonly name: string; readonly value?: string }[];
    }[];
  };
}

/** What a release is, as its pods say it. */
export interface RunningRelease {
  readonly image: string;
  readonly version: string;
}

/** Answers the template of a Deployment of ours. */
export function templateOf({ spec }: ClusterObject): PodTemplate {
  return (spec as { readonly template: PodTemplate }).template; // every Deployment has one
}

/** Answers which release pods of a template run. */
export function releaseOf({ metadata, spec }: PodTemplate): RunningRelease {
  return { image: spec.containers[0]?.image ?? '', version: metadata.labels[VERSION] ?? 'unknown' };
}

/**
 * Answers what a new release is called and runs; what it does not say is as in the one that runs.
 * @throws UsageError when nothing tells it from the one that runs, or its version cannot be a label
 */
export function namedRelease({ image, version }: NewRelease, running: RunningRelease): RunningRelease {
  const tag = /:([^:/@]+)$/.exec(image ?? '')?.[1];
  const named = { image: image ?? running.image, version: version ?? tag ?? running.version };
  if (!/^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/.test(named.version)) {
    throw new UsageError(`--release ${named.version} is not a name that a label can have`, {
      hint: 'Write letters, digits, dots, dashes and underscores, at most 63, such as v2.',
    });
  }
  if (named.version !== running.version) return named;
  throw new UsageError(
    image === undefined
      ? 'a rollout needs a new release'
      : `the release ${running.version} is the one that runs, though its image may be another`,
    {
      hint: 'Name it, and its image if it has one of its own: --release v2 --image registry.example/shop:v2.',
    },
  );
}

/** Answers the Deployment of a new release beside the stable one: the same pods in all but release and track. */
export function besideStable(
  stable: ClusterObject,
  track: Track,
  release: RunningRelease,
  replicas: number,
): ClusterObject {
  const labels = { ...stable.metadata.labels, [TRACK]: track, [VERSION]: release.version };
  const { selector, ...rest } = stable['spec'] as {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: trackedName(stable.metadata.name, track), labels },
    spec: {
      ...rest,
      replicas,
      selector: { matchLabels: { ...selector.matchLabels, [TRACK]: track } },
      template: releasedTemplate(templateOf(stable), track, release),
    },
  };
}

/** Answers a template with another release in it, for pods of a track. */
export function releasedTemplate(
  { metadata, spec }: PodTemplate,
  track: Track,
  { image, version }: RunningRelease,
): PodTemplate {
  const { labels, annotations } = metadata;
  return {
    metadata: {
      labels: { ...labels, [TRACK]: track, [VERSION]: version },
      ...(annotations === undefined ? {} : { annotations }),
    },
    spec: {
      ...spec,
      containers: spec.containers.map((container) => ({
        ...container,
        image,
        env: container.env.map((variable) =>
          variable.name === SETTINGS.version ? { ...variable, value: version } : variable,
        ),
      })),
    },
  };
}

/** @throws UsageError when a rollout that is under way has another release than the one asked for */
export function checkIsSame(service: string, asked: NewRelease, running: ClusterObject): void {
  const { image, version } = releaseOf(templateOf(running));
  const isSame =
    (asked.image === undefined || asked.image === image) &&
    (asked.version === undefined || asked.version === version);
  if (isSame) return;
  throw new UsageError(`a rollout of ${service} to ${version} (${image}) is under way`, {
    hint: `End it first: shopctl rollout promote ${service}, or abort.`,
  });
}
