import { randomBytes } from 'node:crypto';

/** Answers eight hex digits nobody can guess; not from the seed, which would repeat them after a restart. */
export function newHexId(): string {
  return randomBytes(4).toString('hex');
}
