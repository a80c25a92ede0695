import { ExitCode } from '../core/errors.ts';

/** A command's ear for Ctrl-C and SIGTERM. */
export interface SignalTrap {
  /** Aborts on the first signal; its reason is the {@link StoppedBySignal}. */
  readonly signal: AbortSignal;
  release(): void;
}

/** The reason of an abort by a signal: which one, and the exit code that says so. */
export class StoppedBySignal extends Error {
  override readonly name = 'StoppedBySignal';
  readonly exitCode: ExitCode;

  constructor(signalName: 'SIGINT' | 'SIGTERM') {
    super(`stopped by ${signalName === 'SIGINT' ? 'Ctrl-C' : signalName}`);
    this.exitCode = signalName === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated;
  }
}

/**
 * Listens for Ctrl-C and SIGTERM: the first one asks for a clean end, the second ends the process at once.
 * @param onFirst says so to the user
 */
export function trapSignals(onFirst: () => void): SignalTrap {
  const controller = new AbortController();
  const handle = (signalName: NodeJS.Signals): void => {
    const stopped = new StoppedBySignal(signalName === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
    if (controller.signal.aborted) process.exit(stopped.exitCode);
    onFirst();
    controller.abort(stopped);
  };
  process.on('SIGINT', handle).on('SIGTERM', handle);
  return {
    signal: controller.signal,
    release: () => void process.off('SIGINT', handle).off('SIGTERM', handle),
  };
}
