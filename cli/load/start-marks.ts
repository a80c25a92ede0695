import { mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Stripe } from './stripe.ts';

/** Notes that an iteration starts, just before it does. */
export type StartMark = (iteration: number) => void;

/**
 * Answers marks in a folder, a file of eight bytes for each load and thread: the number after that of the last
 * iteration that was started. They outlive the process, and so tell what was started since the last checkpoint. A mark
 * costs a microsecond or two: it reaches the memory of the system, not the disk.
 */
export function startMarksIn(directory: string): (load: string, stripe: Stripe) => StartMark {
  return (load, stripe) => {
    mkdirSync(directory, { recursive: true });
    const file = openSync(fileOf(directory, load, stripe.index), 'w');
    const next = new Float64Array(1);
    return (iteration) => {
      next[0] = iteration + 1;
      writeSync(file, next, 0, next.byteLength, 0);
    };
  };
}

/** Reads the marks of a load, by stripe; 0 where a thread has started nothing. @param threads that played it */
export function readStartMarks(directory: string, load: string, threads: number): readonly number[] {
  return Array.from({ length: threads }, (_, stripe) => readMark(fileOf(directory, load, stripe)));
}

function readMark(file: string): number {
  try {
    const bytes = readFileSync(file);
    return bytes.length === Float64Array.BYTES_PER_ELEMENT
      ? (new Float64Array(Uint8Array.from(bytes).buffer)[0] ?? 0)
      : 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

function fileOf(directory: string, load: string, stripe: number): string {
  return path.join(directory, `${encodeURIComponent(load)}-${stripe}`);
}
