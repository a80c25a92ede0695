import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { LoadWindow } from '../../load/summary.ts';
import type { RunFolder } from '../run-folder.ts';
import type { Checkpoint } from './checkpoint.ts';

/**
 * The files of a run in which its checkpoints are kept. Whatever ends the process or the machine, they hold the last
 * checkpoint or the one before, whole: seconds are appended and on the disk before a checkpoint counts them, and the
 * checkpoint takes the place of the last one when it is on the disk itself.
 */
export class CheckpointFiles {
  readonly #folder: RunFolder;
  readonly #seconds: FileHandle;
  /** Seconds that are over and not in the file yet. */
  #waiting: LoadWindow[] = [];
  #rows = 0;
  #bytes = 0;

  private constructor(folder: RunFolder, seconds: FileHandle) {
    this.#folder = folder;
    this.#seconds = seconds;
  }

  static async open(folder: RunFolder): Promise<CheckpointFiles> {
    return new CheckpointFiles(folder, await open(folder.secondsFile, 'w'));
  }

  /** Takes seconds that are over; the next checkpoint counts them. */
  take(windows: readonly LoadWindow[]): void {
    this.#waiting.push(...windows);
  }

  async save(checkpoint: Omit<Checkpoint, 'seconds'>): Promise<void> {
    await this.#writeSeconds();
    const { checkpointFile } = this.#folder;
    const beside = `${checkpointFile}.part`;
    const file = await open(beside, 'w');
    try {
      await file.writeFile(JSON.stringify({ ...checkpoint, seconds: this.#rows } satisfies Checkpoint));
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(beside, checkpointFile);
  }

  async #writeSeconds(): Promise<void> {
    const windows = [...this.#waiting];
    if (windows.length === 0) return;
    const rows = Buffer.from(windows.map((window) => `${JSON.stringify(window)}\n`).join(''));
    // At its place, so that what a full disk has cut is written over the next time.
    for (let done = 0; done < rows.length; ) {
      const { bytesWritten } = await this.#seconds.write(rows, done, rows.length - done, this.#bytes + done);
      done += bytesWritten;
    }
    await this.#seconds.datasync();
    this.#waiting = this.#waiting.slice(windows.length);
    this.#rows += windows.length;
    this.#bytes += rows.length;
  }

  close(): Promise<void> {
    return this.#seconds.close();
  }
}

/** Removes the checkpoints of a run that needs them no more: its record says all. */
export async function removeCheckpoints({
  checkpointFile,
  secondsFile,
  marksDirectory,
}: RunFolder): Promise<void> {
  // The checkpoint first: without its seconds it is none.
  for (const file of [checkpointFile, `${checkpointFile}.part`, secondsFile, marksDirectory]) {
    await rm(file, { recursive: true, force: true });
  }
}
