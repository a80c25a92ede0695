import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/** Where a part's output goes. */
export interface LogFile {
  write(chunk: Buffer | string): void;
  /** Writes a line of the supervisor's own. */
  note(text: string): void;
  close(): void;
}

/** Answers the name of the older half of a log. */
export function rotatedLog(file: string): string {
  return `${file}.1`;
}

/**
 * Opens a log for appending. When it has reached its size it becomes the older half, in place of the one before:
 * at most twice the size is ever kept. Written at once, so that the last words before a crash are there.
 * @param maxBytes size at which it is rotated
 */
export function openLogFile(file: string, maxBytes = 5_000_000): LogFile {
  let descriptor = openSync(file, 'a', 0o600);
  let sizeBytes = fstatSync(descriptor).size;
  const write = (chunk: Buffer | string) => {
    if (sizeBytes >= maxBytes) {
      closeSync(descriptor);
      renameSync(file, rotatedLog(file));
      descriptor = openSync(file, 'a', 0o600);
      sizeBytes = 0;
    }
    sizeBytes += writeSync(descriptor, Buffer.from(chunk));
  };
  return {
    write,
    note: (text) => write(`[supervisor] ${text}\n`),
    close: () => closeSync(descriptor),
  };
}
