import { createRehearsalShop } from '../../../scenarios/journeys/rehearsal-shop.ts';
import type { RunPlan } from '../../plan/run-plan.ts';
import { feedsOf } from '../data/feeds.ts';
import { readFeeds } from '../data/read-feeds.ts';
import { loadJourneyFiles } from '../journey-files.ts';
import { journeyNamed } from '../journey-named.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { rehearseLoad } from './rehearse-load.ts';

/** Answers what each load of a plan will come to. @throws UsageError for journeys and data that cannot be used */
export async function rehearsePlan(plan: RunPlan): Promise<readonly Rehearsal[]> {
  const { loads, seed, journeyFiles = [], feeds = [] } = plan;
  const own = await loadJourneyFiles(journeyFiles);
  const shared = {
    ...{ seed, feeds: feedsOf(readFeeds(feeds)), newTarget: createRehearsalShop },
    journey: (name: string) => journeyNamed(name, own),
  };
  const rehearsals: Rehearsal[] = [];
  for (const load of loads) rehearsals.push(await rehearseLoad({ ...shared, load }));
  return rehearsals;
}
