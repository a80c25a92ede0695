import { UsageError } from '../core/errors.ts';
import type { LoadMix } from '../plan/load-mixes.ts';
import type { FeedPlan, LoadPlan, RunPlan } from '../plan/run-plan.ts';
import { checkEnoughRows } from './data/enough-rows.ts';
import { readFeeds } from './data/read-feeds.ts';
import { loadJourneyFiles } from './journey-files.ts';
import { checkNamesDiffer, journeyNamed } from './journey-named.ts';

/**
 * Loads the user's journeys and answers what iterations play: the mix that was written, else every journey of the
 * files, each as often as the others.
 * @throws UsageError for a file that cannot be used, for a name there is twice, and for a journey that there is not
 */
export async function checkedMix(
  journeyFiles: readonly string[],
  written: LoadMix | undefined,
): Promise<LoadMix> {
  const own = await loadJourneyFiles(journeyFiles);
  checkNamesDiffer(own);
  for (const { journey } of written?.mix ?? []) journeyNamed(journey, own);
  if (written !== undefined) return written;
  const journeys = own.flatMap((file) => file.journeys);
  return { mixMode: 'weighted', mix: journeys.map(({ name }) => ({ journey: name, probability: 1 })) };
}

/**
 * Looks up the journeys of the loads of a file.
 * @param complaint answers what is said of a journey in the mix of a load, by their places: with where it is written
 * @throws UsageError for a file of journeys that cannot be used, and for a journey that there is not
 */
export async function checkMixes(
  { loads, journeyFiles = [] }: Pick<RunPlan, 'loads' | 'journeyFiles'>,
  complaint: (load: number, journey: string, what: string) => string,
): Promise<void> {
  const own = await loadJourneyFiles(journeyFiles);
  checkNamesDiffer(own);
  for (const [place, { mix }] of loads.entries()) {
    for (const { journey } of mix) {
      try {
        journeyNamed(journey, own);
      } catch (error) {
        const { message, hint } = error as UsageError;
        throw new UsageError(complaint(place, journey, message), hint === undefined ? {} : { hint });
      }
    }
  }
}

/**
 * Reads the data of a plan before it is played.
 * @throws UsageError for a file that cannot be used, and for fewer rows than the loads need
 */
export function checkFeeds(feeds: readonly FeedPlan[], loads: readonly LoadPlan[]): void {
  checkEnoughRows(readFeeds(feeds), loads);
}
