import type { JsonKeys } from '../json-path.ts';

const ID_KEY = /(^|[_-])(id|uuid|guid|key|slug|token|sku)$|[a-z](Id|ID|Uuid|Key|Slug|Token|Sku)$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Answers whether a key names something that is told apart by it. */
export function isIdKey(key: string | number | undefined): boolean {
  return typeof key === 'string' && ID_KEY.test(key);
}

/** Answers whether a value can hardly be the same by chance: a UUID, or eight letters and more with a digit among them. */
export function isOpaque(value: string | number): boolean {
  const text = String(value);
  return UUID.test(text) || (/^[\w.~-]{8,}$/.test(text) && /\d/.test(text) && /[A-Za-z]/.test(text));
}

/** Answers whether a part of a path names one of many: a UUID, a number, or what can hardly be a word. */
export function isIdSegment(segment: string): boolean {
  return /^\d+$/.test(segment) || isOpaque(segment);
}

/** Answers every text and number of a JSON value with its keys, what lies less deep first. */
export function leavesOf(
  value: unknown,
): readonly { readonly keys: JsonKeys; readonly value: string | number }[] {
  const leaves: { keys: JsonKeys; value: string | number }[] = [];
  let level: { keys: JsonKeys; value: unknown }[] = [{ keys: [], value }];
  while (level.length > 0) {
    const deeper: typeof level = [];
    for (const { keys, value: part } of level) {
      if (typeof part === 'string' || typeof part === 'number') leaves.push({ keys, value: part });
      else if (Array.isArray(part))
        part.forEach((item, index) => void deeper.push({ keys: [...keys, index], value: item }));
      else if (typeof part === 'object' && part !== null) {
        for (const [key, item] of Object.entries(part)) deeper.push({ keys: [...keys, key], value: item });
      }
    }
    level = deeper;
  }
  return leaves;
}
