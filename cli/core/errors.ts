/**
 * The exit codes of every command, a contract for scripts. When several hold, {@link worstExitCode} decides.
 * A tool that failed (1 to 3) never shares a code with a system under test that failed (10 to 14).
 */
export const ExitCode = {
  /** Done, and as expected. */
  ok: 0,
  /** A defect of shopctl itself. */
  bug: 1,
  /** Wrong flags, or a file that does not say what it must. */
  usage: 2,
  /** Something outside is missing: Redis, a free port, a deployed shop. */
  environment: 3,
  /** Expectations or thresholds were not met. */
  expectationsNotMet: 10,
  /** The shop was not steady beforehand; nothing was injected. */
  notSteady: 11,
  /** A fault could not be proven gone. */
  rollbackIncomplete: 12,
  /** No effect was seen, or there were too few samples to judge. */
  inconclusive: 13,
  /** The load was not delivered as planned, or the generator was saturated. */
  loadNotDelivered: 14,
  /** Stopped by Ctrl-C, after clean-up. */
  interrupted: 130,
  /** Stopped by SIGTERM, after clean-up. */
  terminated: 143,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Most important first; what is not listed (2, 3) is thrown before a run has a result. */
const PRECEDENCE: readonly ExitCode[] = [
  ExitCode.bug,
  ExitCode.rollbackIncomplete,
  ExitCode.interrupted,
  ExitCode.terminated,
  ExitCode.usage,
  ExitCode.environment,
  ExitCode.loadNotDelivered,
  ExitCode.notSteady,
  ExitCode.expectationsNotMet,
  ExitCode.inconclusive,
];

/** Answers which of several exit codes a command ends with; `ok` when there are none. */
export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? ExitCode.ok;
}

interface ErrorDetails {
  /** What the reader can do about it: one sentence, or the command to type. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** Every error that a user can meet: what happened, with the value; a stable code; the way out. */
export abstract class ShopctlError extends Error {
  /** Stable name for scripts, `SHOPCTL_…`. */
  abstract readonly code: string;
  abstract readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(message: string, { hint, cause }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.hint = hint;
  }
}

/** A flag or a file says something that cannot be used (exit 2). */
export class UsageError extends ShopctlError {
  override readonly name = 'UsageError';
  readonly code = 'SHOPCTL_USAGE';
  readonly exitCode = ExitCode.usage;
}

/** Something outside shopctl is missing or in the way (exit 3). */
export class EnvironmentError extends ShopctlError {
  override readonly name = 'EnvironmentError';
  readonly code: string;
  readonly exitCode = ExitCode.environment;

  constructor(message: string, details: ErrorDetails & { readonly code?: string } = {}) {
    super(message, details);
    this.code = details.code ?? 'SHOPCTL_ENVIRONMENT';
  }
}
