/**
 * Answers a number that looks random but is the same for the same seed and keys, on every machine:
 * the n-th arrival, draw or fault decision needs no memory of the ones before it.
 * FNV-1a over the keys, finished with the mixer of MurmurHash3 (both public domain).
 * @param keys what the number is for, for example a load's name, an iteration index and a draw's name
 * @returns 0 ≤ number < 1
 */
export function keyedRandom(seed: number, ...keys: readonly (string | number)[]): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const key of keys) {
    const text = `${key}|`;
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
