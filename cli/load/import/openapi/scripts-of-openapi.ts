import type { Imported, Script } from '../script.ts';
import type { OpenApi, Operation } from './openapi-file.ts';
import { OperationSteps } from './operation-steps.ts';

/** What is made is looked at, then changed, then removed. */
const ORDER: readonly Operation['method'][] = ['POST', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'];

/** Answers the operations of a document as journeys: one for each, or one for all of a tag. */
export function scriptsOfOpenApi(api: OpenApi, per: 'operation' | 'tag'): Imported {
  const notes = new Set<string>();
  const groups = per === 'operation' ? api.operations.map((one) => [one]) : byTag(api.operations);
  const scripts = groups.flatMap((operations): readonly Script[] => {
    const [first] = operations;
    if (first === undefined) return [];
    const steps = new OperationSteps(api);
    for (const operation of operations) steps.add(operation);
    for (const note of steps.notes) notes.add(note);
    const [name, purpose] =
      per === 'operation'
        ? [first.id, sentence(first.summary)]
        : [first.tag, `What ${api.title} has for ${first.tag}.`];
    return [{ name, purpose, steps: steps.all() }];
  });
  return { scripts, notes: [...notes] };
}

function byTag(operations: readonly Operation[]): readonly (readonly Operation[])[] {
  const groups = Map.groupBy(operations, ({ tag }) => tag);
  return [...groups.values()].map((group) => group.toSorted((a, b) => rank(a) - rank(b)));
}

/** Deep things are removed before what holds them, and made after it. */
function rank({ method, path }: Operation): number {
  const depth = path.split('/').length / 100;
  return ORDER.indexOf(method) + (method === 'DELETE' ? 1 - depth : depth);
}

function sentence(summary: string): string {
  return summary.endsWith('.') ? summary : `${summary}.`;
}
