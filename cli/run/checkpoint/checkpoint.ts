import type { PlayedPart } from '../../load/played-part.ts';
import type { LoadWindow } from '../../load/summary.ts';
import type { ProcessIdentity } from '../../platform/local/process-table.ts';
import type { AboutRun, LoadEvent } from '../run-record.ts';

/**
 * A load that plays, as far as it has come: `checkpoint.json` in its folder, written anew every second. Its timeline
 * ends when it was written. All times are epoch milliseconds.
 */
export interface Checkpoint extends AboutRun {
  readonly schema: 'shopctl.checkpoint/v1';
  /** Who plays it. */
  readonly process: ProcessIdentity;
  readonly events: readonly LoadEvent[];
  /** How many rows of `seconds.jsonl` belong to it. */
  readonly seconds: number;
  /** What was counted: by the runs it goes on with, then by this one. */
  readonly parts: readonly PlayedPart[];
}

/** A checkpoint with its seconds. */
export interface SavedLoad {
  readonly checkpoint: Checkpoint;
  readonly windows: readonly LoadWindow[];
}
