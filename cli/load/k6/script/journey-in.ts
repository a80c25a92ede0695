import type { Journey } from '../../journey.ts';

/** Answers what finds a journey by its name. */
export function journeyIn(journeys: readonly Journey[]): (name: string) => Journey {
  return (name) => {
    const journey = journeys.find((each) => each.name === name);
    if (journey === undefined) throw new RangeError(`there is no journey "${name}"`);
    return journey;
  };
}
