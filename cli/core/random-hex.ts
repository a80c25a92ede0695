/**
 * Answers so many random hex digits: for names that must not meet by chance, not for secrets. `node:crypto` would take
 * 2 MB of each thread.
 */
export function randomHex(digits: number): string {
  let hex = '';
  while (hex.length < digits)
    hex += Math.floor(Math.random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return hex.slice(0, digits);
}
