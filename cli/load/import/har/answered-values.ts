import { type JsonKeys, jsonPath } from '../../json-path.ts';
import { camelCase, type Names, singular } from '../identifiers.ts';
import { isIdKey, isOpaque, leavesOf } from '../linked-value.ts';

/** Where a value was first seen. */
interface Found {
  readonly step: number;
  readonly keys: JsonKeys;
  /** Path of the request whose answer held it. */
  readonly path: string;
}

export interface Capture {
  readonly step: number;
  readonly name: string;
  readonly path: string;
}

/** What earlier answers said, so that later requests can say it again: not the recorded value, but the one of the day. */
export class AnsweredValues {
  readonly #names: Names;
  readonly #found = new Map<string, Found>();
  readonly #captures = new Map<Found, Capture>();

  constructor(names: Names) {
    this.#names = names;
  }

  /** What is used again, by the step whose answer holds it. */
  get captures(): readonly Capture[] {
    return [...this.#captures.values()];
  }

  /** Takes in what the answer to a step said; what was seen before stays where it was seen first. */
  add(step: number, path: string, answer: unknown): void {
    for (const { keys, value } of leavesOf(answer)) {
      const text = String(value);
      if (text !== '' && !this.#found.has(text)) this.#found.set(text, { step, keys, path });
    }
  }

  /**
   * Answers the constant that holds a value of a request; `undefined` where it stands in no earlier answer, or might
   * stand there by chance.
   * @param isId whether the request uses it as an id
   */
  nameOf(value: string | number, isId: boolean): string | undefined {
    const found = this.#found.get(String(value));
    if (found === undefined) return undefined;
    if (!isOpaque(value) && !(isId && isIdKey(found.keys.at(-1)))) return undefined;
    const known = this.#captures.get(found);
    if (known !== undefined) return known.name;
    const name = this.#names.take(nameFor(found));
    this.#captures.set(found, { step: found.step, name, path: jsonPath(found.keys) });
    return name;
  }
}

/** `id` says nothing without what it is the id of. */
function nameFor({ keys, path }: Found): string {
  const key = keys.findLast((each) => typeof each === 'string') ?? 'value';
  if (!/^(id|uuid|guid|key|slug|sku|value)$/i.test(key)) return camelCase(key);
  const owner = keys.slice(0, -1).findLast((each) => typeof each === 'string');
  const thing = owner ?? path.split('/').findLast((segment) => /^[a-z][a-z_-]+$/i.test(segment)) ?? 'the';
  return camelCase(`${singular(thing)} ${key}`);
}
