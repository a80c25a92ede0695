import type { ReleaseTally, ReleaseVerdict } from '../../platform.ts';
import type { Track } from '../manifests/track.ts';
import { compareReleases } from './compare-releases.ts';
import { type RequestCounts, readRequestCounts, tallyBetween } from './request-counts.ts';
import { sampleEdge } from './sample-edge.ts';
import type { TrackedService } from './tracked-service.ts';

/** Services of ours let go of connections that idle for 4 s: without a request for longer, there are none left. */
const QUIET_MS = 4500;
const QUIET_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 500;

interface Observed {
  readonly stable: ReleaseTally;
  readonly candidate: ReleaseTally;
  readonly unanswered: number;
}

/**
 * Answers how a new release does on what users and a few hundred requests of ours ask of it meanwhile.
 * @param baseline what it is measured by; the stable pods beside it when left out
 */
export async function judgeRelease(
  service: TrackedService,
  track: Track,
  baseline?: ReleaseTally,
): Promise<ReleaseVerdict> {
  const { stable, candidate, unanswered } = await observe(service, track);
  return compareReleases({ baseline: baseline ?? stable, candidate, beside: stable, unanswered });
}

/** Answers how the stable pods do, to measure the next release by. */
export async function measureStable(service: TrackedService): Promise<ReleaseTally> {
  return (await observe(service, 'stable')).stable;
}

/** Counts on the pods themselves: they see every request, also those that no sample of ours is. */
async function observe(service: TrackedService, track: Track): Promise<Observed> {
  const { api } = service.working;
  const [stable, candidate] = [await service.pods('stable'), await service.pods(track)];
  const read = () => readRequestCounts(api, service.name, [...new Set([...stable, ...candidate])]);
  const before = await read();
  const unanswered = await sampleEdge(service.working);
  const after = await read();
  return {
    stable: tallyBetween(before, after, stable),
    candidate: tallyBetween(before, after, candidate),
    unanswered,
  };
}

/**
 * Waits until a track's pods get no more requests: connections that were made before the Services changed are used on
 * for a few seconds. Goes on after 30 s, since pods that go answer what they have in any case.
 */
export async function awaitQuiet(service: TrackedService, track: Track): Promise<void> {
  const { api, clock, signal, say } = service.working;
  const deadlineMs = clock.now() + QUIET_WITHIN_MS;
  const pods = await service.pods(track);
  let counts: RequestCounts = new Map();
  let sinceMs = clock.now();
  while (clock.now() < deadlineMs) {
    const now = await readRequestCounts(api, service.name, pods);
    if (tallyBetween(counts, now, pods).requests > 0) sinceMs = clock.now();
    if (clock.now() - sinceMs >= QUIET_MS) return;
    counts = now;
    say(`waits until ${track} pods get no more requests`);
    await clock.sleepUntil(clock.now() + LOOK_EVERY_MS, signal);
  }
}
