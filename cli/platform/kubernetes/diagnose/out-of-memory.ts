import type { Cause } from './diagnosis.ts';

/** The kernel ended the container at its memory limit. */
export const outOfMemory: Cause = ({ containers }) => {
  for (const { name, ended, isReady, memoryLimit, restarts } of containers) {
    if (ended?.reason !== 'OOMKilled' || isReady) continue;
    return {
      cause: 'out-of-memory',
      sentence: `container "${name}" was killed at its memory limit of ${memoryLimit ?? 'its node'}`,
      evidence: [`OOMKilled, exit code ${ended.exitCode}, ${restarts} restarts`],
      hint: 'Raise resources.limits.memory, or undo what makes it grow: shopctl chaos recover.',
      patienceMs: 5000,
    };
  }
  return undefined;
};
