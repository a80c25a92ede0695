import { JOURNEYS } from '../../scenarios/journeys/registry.ts';
import { didYouMean } from '../core/closest-name.ts';
import { UsageError } from '../core/errors.ts';
import type { Journey } from './journey.ts';

/** Answers the journey of a name. @throws UsageError when there is none */
export function journeyNamed(name: string): Journey {
  const journey = JOURNEYS.find((each) => each.name === name);
  if (journey === undefined) {
    const names = JOURNEYS.map((each) => each.name);
    throw new UsageError(`there is no journey "${name}"`, { hint: didYouMean(name, names) });
  }
  return journey;
}
