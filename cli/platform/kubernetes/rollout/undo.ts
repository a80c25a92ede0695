import { UsageError } from '../../../core/errors.ts';
import type { RolloutReport } from '../../platform.ts';
import type { ClusterApi } from '../api/cluster-api.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import { VERSION } from '../manifests/workload.ts';
import { type PodTemplate, releaseOf, templateOf } from './beside-stable.ts';
import type { TrackedService } from './tracked-service.ts';

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };
const REPLICA_SET = { apiVersion: 'apps/v1', kind: 'ReplicaSet' };
const REVISION = 'deployment.kubernetes.io/revision';

/** A state of a Deployment's pods that the cluster still knows. */
interface Revision {
  readonly number: number;
  readonly template: PodTemplate;
}

/**
 * Gives a service back the pods of an earlier revision, as `kubectl rollout undo` does: rolling, with no request
 * lost. Resolves when the later ones are gone.
 * @param toRevision the one before the present one when left out
 * @throws UsageError when there is no such revision, or a rollout is under way
 */
export async function undoRollout(service: TrackedService, toRevision?: number): Promise<RolloutReport> {
  const { api } = service.working;
  const stable = await service.stable();
  const track = await service.underWay();
  if (track !== undefined) {
    throw new UsageError(`a rollout of ${service.name} is under way (${track})`, {
      hint: `Its way back is: shopctl rollout abort ${service.name}.`,
    });
  }
  const { number, template } = chosen(service.name, await revisionsOf(api, stable), toRevision);
  const { version, image } = releaseOf(template);
  await api.replacePart(DEPLOYMENT, service.name, '/spec/template', template);
  await api.patch(DEPLOYMENT, service.name, { metadata: { labels: { [VERSION]: version } } });
  await service.awaitReady('stable');
  const text = `revision ${number} is back: ${version} (${image})`;
  return { service: service.name, serves: 'stable', text };
}

/** Answers what a Deployment has been, newest first: the present state is the first. */
async function revisionsOf(api: ClusterApi, deployment: ClusterObject): Promise<readonly Revision[]> {
  const { items } = await api.list(REPLICA_SET, `app.kubernetes.io/name=${deployment.metadata.name}`);
  const isOwned = ({ metadata }: ClusterObject) =>
    metadata.ownerReferences?.some(({ uid }) => uid === deployment.metadata.uid) ?? false;
  const revisions = items.filter(isOwned).map((set) => ({
    number: Number(set.metadata.annotations?.[REVISION] ?? 0),
    template: withoutHash(templateOf(set)),
  }));
  return revisions.toSorted((a, b) => b.number - a.number);
}

/** The cluster adds it to tell the pods of one revision from those of another. */
function withoutHash({ metadata, ...rest }: PodTemplate): PodTemplate {
  const { 'pod-template-hash': _, ...labels } = metadata.labels;
  return { ...rest, metadata: { ...metadata, labels } };
}

function chosen(service: string, revisions: readonly Revision[], number?: number): Revision {
  const [present, ...earlier] = revisions;
  const known = earlier.map((each) => each.number).join(', ');
  const found = number === undefined ? earlier[0] : earlier.find((each) => each.number === number);
  if (found !== undefined) return found;
  if (number !== undefined && number === present?.number) {
    throw new UsageError(`revision ${number} of ${service} is the one that runs`, {
      hint: known === '' ? 'There is no other.' : `Others: ${known}.`,
    });
  }
  throw new UsageError(
    number === undefined ? `${service} has no earlier revision` : `${service} has no revision ${number}`,
    { hint: known === '' ? 'It runs as it was deployed.' : `There are: ${known}.` },
  );
}
