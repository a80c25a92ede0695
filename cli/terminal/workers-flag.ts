import { availableParallelism } from 'node:os';
import * as Flags from '@oclif/core/flags';
import { UsageError } from '../core/errors.ts';

/** More threads than any machine has cores for are a slip of the finger. */
const MOST_WORKERS = 256;

/** How many threads play the load together. */
export const workersFlag = Flags.custom<number>({
  description:
    'Threads that play the load together, for more than one core can send: arrivals and users go round, results are joined without loss. auto: one fewer than there are cores.',
  default: 1,
  defaultHelp: async () => '1',
  helpValue: 'COUNT|auto',
  env: 'SHOPCTL_WORKERS',
  parse: async (text) => parseWorkers(text, availableParallelism()),
});

/**
 * Answers a number of threads.
 * @param cores of this machine
 * @throws UsageError for what is neither auto nor a whole number from 1 to 256
 */
export function parseWorkers(text: string, cores: number): number {
  if (text === 'auto') return Math.max(1, cores - 1);
  const workers = Number(text);
  if (/^\d+$/.test(text) && workers >= 1 && workers <= MOST_WORKERS) return workers;
  throw new UsageError(`--workers ${text} is neither auto nor a whole number from 1 to ${MOST_WORKERS}`, {
    hint: 'Write --workers 4, or --workers auto for one fewer than there are cores.',
  });
}
