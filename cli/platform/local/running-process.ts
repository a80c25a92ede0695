import { constants } from 'node:os';
import type { HandoverMessage } from '../../../target-shop/contract/handover-wire.ts';

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
  /** Set for those that can hand their place over to another. */
  readonly channel?: ProcessChannel;
}

/** The channel to a process of ours, for its handover. */
export interface ProcessChannel {
  /** Where it serves, once it does. */
  readonly url: Promise<string>;
  /**
   * Sends a message, and waits for the reply of that name.
   * @returns the socket that came with it
   * @throws Error when the process ends before
   */
  ask(message: HandoverMessage, reply: HandoverMessage['handover'], socket?: SentSocket): Promise<SentSocket>;
  send(message: HandoverMessage): void;
}

/** A listening socket on its way from one process to another; Node's types do not name it. */
export type SentSocket = { close(): void } | undefined;

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
