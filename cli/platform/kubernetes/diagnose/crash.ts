import type { Cause } from './diagnosis.ts';
import type { ContainerState, Termination } from './pod-state.ts';

/** The program in the container ends by itself, or cannot be started. */
export const crash: Cause = ({ containers }) => {
  for (const container of containers) {
    const { name, ended, isReady, isRunning, restarts, waiting } = container;
    if (isReady || !hasCrashed(container)) continue;
    return {
      cause: 'crash',
      sentence: `container "${name}" ends at its start${ended === undefined ? '' : `: ${endingOf(ended)}`}`,
      evidence: [
        ...(waiting?.reason === undefined ? [] : [`${waiting.reason}: ${waiting.message ?? ''}`.trim()]),
        ...(ended?.message === undefined ? [] : [ended.message.trim()]),
        `${restarts} restarts`,
      ],
      hint: 'Its last words stand above; `shopctl logs NAME` has all of them.',
      // Once more it runs: this time it may come up.
      patienceMs: isRunning ? 20_000 : 10_000,
      inquiry: { about: 'log', container: name, previous: ended?.isPrevious ?? false },
    };
  }
  return undefined;
};

const START_FAILURES = ['CrashLoopBackOff', 'RunContainerError', 'StartError', 'CreateContainerError'];

function hasCrashed({ ended, waiting }: ContainerState): boolean {
  if (START_FAILURES.includes(waiting?.reason ?? '')) return true;
  return ended !== undefined && ended.reason !== 'OOMKilled' && ended.exitCode !== 0;
}

const EXIT_CODES: Readonly<Record<number, string>> = {
  126: 'its command cannot be executed',
  127: 'its command is not there',
  128: 'it cannot be started',
  137: 'killed by SIGKILL',
  139: 'a segmentation fault',
  143: 'ended by SIGTERM',
};

function endingOf({ exitCode, reason }: Termination): string {
  const meaning = EXIT_CODES[exitCode];
  return `exit code ${exitCode}${meaning === undefined ? '' : ` (${meaning})`}${reason === 'Error' || reason === undefined ? '' : `, ${reason}`}`;
}
