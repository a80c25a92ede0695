const DIGITS_PER_WORD = 8;

/**
 * Answers so many random hex digits: for names that must not meet by chance, not for secrets. `node:crypto` would take
 * 2 MB of each thread.
 */
export function randomHex(digits: number): string {
  const words = new Uint32Array(Math.ceil(digits / DIGITS_PER_WORD));
  for (let place = 0; place < words.length; place += 1) words[place] = Math.random() * 2 ** 32;
  return Buffer.from(words.buffer).toString('hex').slice(0, digits);
}
