import { constants } from 'node:os';

/** How a process ended: by a code of its own, or by a signal. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process somebody started and can end. */
export interface RunningProcess {
  /** Id of the process itself, never of a shell around it. */
  readonly pid: number;
  /** Resolves once, when it has ended. */
  readonly ended: Promise<ProcessEnd>;
  /** Ends it and waits until it is gone; safe to call twice. */
  stop(): Promise<void>;
}

/** Answers how a process ended, as a person says it: `ended by SIGKILL`, `exited with code 1`. */
export function describeEnd({ code, signal }: ProcessEnd): string {
  return signal === null ? `exited with code ${code ?? 'unknown'}` : `ended by ${signal}`;
}

/**
 * Answers how a program behind a shell ended; a shell reports the signal n as code 128 + n (POSIX, `wait`).
 * @example endBehindShell({ code: 137, signal: null }) // { code: null, signal: 'SIGKILL' }
 */
export function endBehindShell(end: ProcessEnd): ProcessEnd {
  const number = (end.code ?? 0) - 128;
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  return found === undefined ? end : { code: null, signal: found[0] as NodeJS.Signals };
}
