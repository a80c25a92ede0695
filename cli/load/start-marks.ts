import { mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../core/clock.ts';
import type { LoadPlan } from '../plan/run-plan.ts';
import type { Stripe } from './stripe.ts';

/** Notes that an iteration starts, just before it does. */
export type StartMark = (iteration: number) => void;

/** A mark counts for as many iterations as are started in so long, where it may. */
const AHEAD_MS = 1;
const MOST_AHEAD = 63;

/**
 * Answers marks in a folder, a file of eight bytes for each load and thread: the number after that of the last
 * iteration that was started. They outlive the process, and so tell what was started since the last checkpoint. A mark
 * costs a microsecond or two: it reaches the memory of the system, not the disk. A closed load, which starts as many
 * as the target answers, is marked a millisecond ahead, so that this stays nothing beside what it does.
 */
export function startMarksIn(
  directory: string,
  clock: Pick<Clock, 'now'>,
): (load: Pick<LoadPlan, 'name' | 'userStages'>, stripe: Stripe) => StartMark {
  return ({ name, userStages }, stripe) => {
    mkdirSync(directory, { recursive: true });
    const file = openSync(fileOf(directory, name, stripe.index), 'w');
    const next = new Float64Array(1);
    const mark: StartMark = (iteration) => {
      next[0] = iteration + 1;
      writeSync(file, next, 0, next.byteLength, 0);
    };
    return userStages === undefined ? mark : markAhead(mark, clock);
  };
}

/** Marks more ahead when the mark before did not last, and less when it did. */
function markAhead(mark: StartMark, clock: Pick<Clock, 'now'>): StartMark {
  let marked = 0;
  let ahead = 0;
  let markedAtMs = Number.NEGATIVE_INFINITY;
  return (iteration) => {
    if (iteration < marked) return;
    const nowMs = clock.now();
    ahead = nowMs - markedAtMs < AHEAD_MS ? Math.min(2 * ahead + 1, MOST_AHEAD) : Math.floor(ahead / 2);
    markedAtMs = nowMs;
    marked = iteration + ahead + 1;
    mark(iteration + ahead);
  };
}

/** The last mark of a thread. */
export interface LastMark {
  /** The number after that of the last iteration that was started; 0 where none was. */
  readonly next: number;
  /** When it started, epoch milliseconds. */
  readonly atMs: number;
}

/** Reads the marks of a load, by stripe. @param threads that played it */
export function readStartMarks(directory: string, load: string, threads: number): readonly LastMark[] {
  return Array.from({ length: threads }, (_, stripe) => readMark(fileOf(directory, load, stripe)));
}

function readMark(file: string): LastMark {
  try {
    const bytes = Uint8Array.from(readFileSync(file));
    const [next = 0] = bytes.length === Float64Array.BYTES_PER_ELEMENT ? new Float64Array(bytes.buffer) : [];
    return { next, atMs: next === 0 ? 0 : statSync(file).mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { next: 0, atMs: 0 };
    throw error;
  }
}

function fileOf(directory: string, load: string, stripe: number): string {
  return path.join(directory, `${encodeURIComponent(load)}-${stripe}`);
}
