import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { EnvironmentError, UsageError } from '../../core/errors.ts';
import type { Point } from '../point.ts';
import type { Output } from './output.ts';

/** How a text file of points is written. */
export interface PointFormat {
  /** Its first line, where it has one; with the line break. */
  readonly head: string;
  /** The line of a point, with the line break; nothing for points that the format leaves out. */
  line(point: Point): string;
}

/**
 * Opens a file that gets one line a point. What was written before a crash stays readable: lines are whole.
 * @throws UsageError when the file cannot be made
 */
export async function openFileOutput(file: string, format: PointFormat): Promise<Output> {
  await mkdir(path.dirname(path.resolve(file)), { recursive: true }).catch((cause) => refuse(file, cause));
  const stream = createWriteStream(file);
  await once(stream, 'open').catch((cause) => refuse(file, cause));
  let lost: Error | undefined;
  stream.on('error', (error) => {
    lost = error;
  });
  stream.write(format.head);
  return {
    take(points) {
      if (lost === undefined) stream.write(points.map((point) => format.line(point)).join(''));
    },
    close: () => endStream(stream, file, () => lost),
  };
}

async function endStream(stream: WriteStream, file: string, lost: () => Error | undefined): Promise<void> {
  stream.end();
  await finished(stream).catch(() => undefined);
  const cause = lost();
  if (cause === undefined) return;
  throw new EnvironmentError(`${file} does not hold the whole run: ${cause.message}`, { cause });
}

function refuse(file: string, cause: Error): never {
  throw new UsageError(`cannot write ${file}: ${cause.message}`, { cause });
}
