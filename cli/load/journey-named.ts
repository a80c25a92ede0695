import { JOURNEYS } from '../../scenarios/journeys/registry.ts';
import { didYouMean } from '../core/closest-name.ts';
import { UsageError } from '../core/errors.ts';
import type { Journey } from './journey.ts';
import type { JourneyFile } from './journey-files.ts';

/**
 * Answers the journey of a name: one that ships with shopctl, or one of the user's own.
 * @throws UsageError when there is none
 */
export function journeyNamed(name: string, own: readonly JourneyFile[] = []): Journey {
  const all = [...JOURNEYS, ...own.flatMap(({ journeys }) => journeys)];
  const journey = all.find((each) => each.name === name);
  if (journey !== undefined) return journey;
  const names = all.map((each) => each.name);
  throw new UsageError(`there is no journey "${name}"`, { hint: didYouMean(name, names) });
}

/**
 * Refuses journeys of one name: which of them a mix means could only be guessed.
 * @throws UsageError naming the file
 */
export function checkNamesDiffer(own: readonly JourneyFile[]): void {
  const taken = new Map(JOURNEYS.map(({ name }) => [name, 'one that ships with shopctl']));
  for (const { file, journeys } of own) {
    for (const { name } of journeys) {
      const other = taken.get(name);
      if (other !== undefined) {
        throw new UsageError(`${file}: there is a journey "${name}" already: ${other}`, {
          hint: 'Give it a name of its own.',
        });
      }
      taken.set(name, `in ${file}`);
    }
  }
}
