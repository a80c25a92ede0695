import type { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import type { ParentChannel } from './handover.ts';

/** The process around a service, as far as it can ask the service to end. */
export interface ProcessHost {
  /** Emits `SIGTERM`, `SIGINT` and `uncaughtExceptionMonitor`. */
  readonly signals: EventEmitter;
  /** Its end means that the parent is gone. */
  readonly stdin: Readable;
  exit(code: number): void;
  /** Set where the parent has opened a channel to it. */
  readonly parent?: ParentChannel | undefined;
}

/** What is to end. */
export interface Ending {
  readonly close: (graceMs?: number) => Promise<void>;
  readonly log: Logger;
  readonly endsWithStdin: boolean;
}

/**
 * Ends the service and then the process on the first SIGTERM, SIGINT or, where the parent holds a pipe to it, the end
 * of standard input. A second signal ends the process at once.
 * @returns what ends both for a reason of the caller's
 */
export function endWithProcess(
  host: ProcessHost,
  ending: Ending,
): (reason: string, graceMs?: number) => void {
  let isEnding = false;
  // A parent that ends closes the pipe and may send a signal too: that is one wish, not two.
  let signals = 0;
  const end = (reason: string, graceMs?: number) => {
    if (isEnding) return;
    isEnding = true;
    ending.log.info({ reason }, 'Service is ending');
    ending.close(graceMs).then(
      () => host.exit(0),
      (error: unknown) => {
        ending.log.error({ err: error }, 'Service ended badly');
        host.exit(1);
      },
    );
  };
  for (const [signal, number] of [
    ['SIGTERM', 15],
    ['SIGINT', 2],
  ] as const) {
    host.signals.on(signal, () => {
      signals += 1;
      if (signals > 1) host.exit(128 + number);
      end(signal);
    });
  }
  // The process dies of it as always; only the last words are in the log's form.
  host.signals.on('uncaughtExceptionMonitor', (error) =>
    ending.log.fatal({ err: error }, 'Uncaught exception'),
  );
  if (!ending.endsWithStdin) return end;
  host.stdin.on('end', () => end('standard input ended'));
  host.stdin.on('error', () => end('standard input broke'));
  host.stdin.resume();
  return end;
}
