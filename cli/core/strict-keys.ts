import { z } from 'zod';
import { closestName } from './closest-name.ts';

/** Answers a schema that takes these keys and no other, and for another says which was probably meant. */
export function strictKeys<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknown(key, Object.keys(shape))).join('; ')
        : undefined,
  });
}

function unknown(key: string, known: readonly string[]): string {
  const bare = (name: string) => name.replaceAll(/[-_]/g, '').toLowerCase();
  const meant = known.find((name) => bare(name) === bare(key)) ?? closestName(key, known);
  const way = meant === undefined ? `there are: ${known.join(', ')}` : `did you mean "${meant}"?`;
  return `unknown key "${key}": ${way}`;
}
