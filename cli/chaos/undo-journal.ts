import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { FlagOverride } from '../../target-shop/contract/chaos-wire.ts';

/** One line of a journal. Times are epoch milliseconds. */
export type JournalLine =
  | {
      readonly kind: 'will-inject';
      readonly atMs: number;
      readonly runId: string;
      readonly services: readonly string[];
      readonly overrides: readonly FlagOverride[];
    }
  | { readonly kind: 'injected' | 'undone'; readonly atMs: number; readonly runId: string };

/** What is needed to undo a run's faults, on disk before anything is injected. */
export interface UndoJournal {
  /** Appends a line and returns when it is on the disk: a power cut after this cannot lose it. */
  append(line: JournalLine): void;
  /** Safe to call twice. */
  close(): void;
}

/** Opens a journal for appending: one JSON document a line, readable while it is written. */
export function openUndoJournal(file: string): UndoJournal {
  let descriptor: number | undefined = openSync(file, 'a', 0o600);
  return {
    append(line) {
      if (descriptor === undefined) throw new Error(`journal ${file} is closed`);
      writeSync(descriptor, `${JSON.stringify(line)}\n`);
      fsyncSync(descriptor);
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

/**
 * Answers what a journal says was injected and never said to be undone.
 * A last line that was cut off in the middle is left out: what it announced had not begun.
 */
export function openInjections(file: string): readonly JournalLine[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').flatMap(parseLine);
  const undone = new Set(lines.filter(({ kind }) => kind === 'undone').map(({ runId }) => runId));
  return lines.filter(({ kind, runId }) => kind === 'will-inject' && !undone.has(runId));
}

function parseLine(text: string): readonly JournalLine[] {
  try {
    return [JSON.parse(text) as JournalLine];
  } catch {
    return [];
  }
}
