/** Keys of objects and indexes of arrays, from the outside in. */
export type JsonKeys = readonly (string | number)[];

const PART = /\.?([^.[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/y;

/**
 * Answers the keys of a path.
 * @throws RangeError naming the character where it is none
 * @example jsonKeys('items[0].id') // ['items', 0, 'id']
 * @example jsonKeys('["odd.key"][1]') // ['odd.key', 1]
 */
export function jsonKeys(path: string): JsonKeys {
  const keys: (string | number)[] = [];
  PART.lastIndex = 0;
  for (let at = 0; at < path.length; at = PART.lastIndex) {
    PART.lastIndex = at;
    const part = PART.exec(path);
    if (part === null)
      throw new RangeError(`"${path}" is no path, at character ${at + 1}: write items[0].id`);
    const [, name, index, quoted] = part;
    if (index !== undefined) keys.push(Number(index));
    else keys.push(name ?? JSON.parse(`"${quoted}"`));
  }
  return keys;
}

/** Answers the path of keys; the reverse of {@link jsonKeys}. */
export function jsonPath(keys: JsonKeys): string {
  return keys
    .map((key, place) => {
      if (typeof key === 'number') return `[${key}]`;
      if (!/^[^.[\]"]+$/.test(key)) return `[${JSON.stringify(key)}]`;
      return place === 0 ? key : `.${key}`;
    })
    .join('');
}

/** Answers what stands at the keys of a JSON value; `undefined` where nothing does. */
export function valueAt(value: unknown, keys: JsonKeys): unknown {
  let found = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string | number, unknown>)[key]; // has it, as just looked up
  }
  return found;
}
