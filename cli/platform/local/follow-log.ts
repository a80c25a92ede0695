import { type FileHandle, open, readFile, stat, watch } from 'node:fs/promises';
import path from 'node:path';
import { rotatedLog } from './supervisor/log-file.ts';

/** Answers the last lines of a log in one string; empty when there is none. */
export async function lastLines(file: string, count: number): Promise<string> {
  const lines: string[] = [];
  for await (const line of readLog(file)) lines.push(line);
  return lines.slice(-count).join('\n');
}

/** Yields the lines of a log, its older half first; a file that is missing has none. */
export async function* readLog(file: string): AsyncGenerator<string> {
  for (const half of [rotatedLog(file), file]) {
    const text = await readFile(half, 'utf8').catch(() => '');
    if (text !== '') yield* text.trimEnd().split('\n');
  }
}

/** Yields the lines of a log and then those that come, until the signal; follows through a rotation. */
export async function* followLog(file: string, signal: AbortSignal): AsyncGenerator<string> {
  const changes = watch(path.dirname(file), { signal })[Symbol.asyncIterator]();
  const nextChange = () => {
    const change = changes.next();
    change.catch(() => {}); // an end while lines are being read: told when it is waited for
    return change;
  };
  const tail = new LogTail(file);
  try {
    // Asked for before the first look, so that nothing written in between is missed.
    let change = nextChange();
    yield* readLog(rotatedLog(file));
    for (;;) {
      yield* await tail.newLines();
      if ((await change).done === true) return;
      change = nextChange();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await tail.close();
  }
}

/** A place in a log that moves with what is read. */
class LogTail {
  readonly #file: string;
  #handle: FileHandle | undefined;
  #rest = '';

  constructor(file: string) {
    this.#file = file;
  }

  /** Answers the whole lines written since the last time. */
  async newLines(): Promise<readonly string[]> {
    this.#handle ??= await open(this.#file, 'r').catch(() => undefined);
    if (this.#handle === undefined) return [];
    const lines = await this.#read(this.#handle);
    if (!(await this.#isRotated(this.#handle))) return lines;
    lines.push(...(await this.#read(this.#handle)));
    await this.close();
    return [...lines, ...(await this.newLines())];
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #read(handle: FileHandle): Promise<string[]> {
    const chunk = Buffer.alloc(65_536);
    let text = this.#rest;
    for (;;) {
      const { bytesRead } = await handle.read(chunk);
      if (bytesRead === 0) break;
      text += chunk.toString('utf8', 0, bytesRead);
    }
    const lines = text.split('\n');
    this.#rest = lines.pop() ?? '';
    return lines;
  }

  async #isRotated(handle: FileHandle): Promise<boolean> {
    const now = await stat(this.#file).catch(() => undefined);
    return now !== undefined && now.ino !== (await handle.stat()).ino;
  }
}
