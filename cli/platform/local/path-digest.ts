import { keyedRandom } from '../../../target-shop/contract/keyed-random.ts';

const HALF = 2 ** 24;

/**
 * Answers twelve hex digits by which paths are told apart, the same every time. Not by a cryptographic hash: Node's
 * takes 3 MB of a process that needs nothing else of it.
 */
export function pathDigest(path: string): string {
  const half = (seed: number) => Math.floor(keyedRandom(seed, path) * HALF);
  return [half(1), half(2)].map((number) => number.toString(16).padStart(6, '0')).join('');
}
