import { existsSync, readFileSync } from 'node:fs';
import { UsageError } from '../../core/errors.ts';
import { markedPart, startedIn } from '../../load/marked-part.ts';
import { readStartMarks } from '../../load/start-marks.ts';
import type { LoadWindow } from '../../load/summary.ts';
import { isRunning } from '../../platform/local/process-table.ts';
import { checkpointSchema } from '../../report/json/checkpoint-schema.ts';
import type { RunFolder } from '../run-folder.ts';
import type { Checkpoint, SavedLoad } from './checkpoint.ts';

/** A load as its folder has it, and whether it still plays. */
export interface FoundLoad extends SavedLoad {
  readonly isPlaying: boolean;
}

/**
 * Reads the last checkpoint of a run.
 * @returns `undefined` when it has none: its record says all, or its engine kept none
 * @throws UsageError when another version of shopctl wrote it, or somebody changed it
 */
export function readCheckpoint(folder: RunFolder): FoundLoad | undefined {
  const { id, checkpointFile, secondsFile, marksDirectory } = folder;
  if (!existsSync(checkpointFile)) return undefined;
  const { data: checkpoint, error } = checkpointSchema.safeParse(readJson(checkpointFile));
  if (checkpoint === undefined) {
    const [first] = error.issues;
    const where = first === undefined ? '' : `${first.path.map(String).join('.')}: ${first.message}`;
    throw new UsageError(`${checkpointFile} is no checkpoint of this version of shopctl: ${where}`, {
      hint: `The shopctl that played run ${id} can go on with it.`,
    });
  }
  const rows = existsSync(secondsFile) ? readFileSync(secondsFile, 'utf8').split('\n') : [];
  // Each was written by the shopctl that wrote the checkpoint, and was on the disk before it.
  const windows = rows.slice(0, checkpoint.seconds).map((row) => JSON.parse(row) as LoadWindow);
  const isPlaying = isRunning(checkpoint.process);
  return { checkpoint: isPlaying ? checkpoint : withMarks(checkpoint, marksDirectory), windows, isPlaying };
}

/** Adds what was started after a checkpoint to the part that was cut off, which then ends with the last start. */
function withMarks(checkpoint: Checkpoint, marksDirectory: string): Checkpoint {
  const { plan, timeline, parts } = checkpoint;
  const last = parts.at(-1);
  if (last === undefined) return checkpoint;
  const earlier = parts.slice(0, -1);
  let endedAtMs = timeline.endedAtMs;
  const marked = last.loads.flatMap(({ name, threads }) => {
    const load = plan.loads.find((each) => each.name === name);
    if (load === undefined) return [];
    const marks = readStartMarks(marksDirectory, name, threads.length);
    const lastAtMs = Math.max(timeline.endedAtMs, ...marks.map(({ atMs }) => atMs));
    endedAtMs = Math.max(endedAtMs, lastAtMs);
    return {
      ...{ load, seed: plan.seed, marks: marks.map(({ next }) => next) },
      sinceMs: lastAtMs - timeline.endedAtMs,
      startedBefore: startedIn(earlier, name),
    };
  });
  const phases = timeline.phases.map((phase, place) =>
    place === timeline.phases.length - 1 ? { ...phase, toMs: endedAtMs } : phase,
  );
  return {
    ...checkpoint,
    timeline: { ...timeline, endedAtMs, phases },
    parts: [...earlier, markedPart(last, marked)],
  };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UsageError(`${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
