import { EnvironmentError } from '../../../core/errors.ts';
import type { Environment } from '../environment.ts';
import type { RunningProcess } from '../running-process.ts';
import { waitUntil } from '../wait-until.ts';
import { type GuardedProgram, startGuarded } from './guarded-process.ts';

/** Where and how a store of our own runs. */
export interface StoreSettings {
  /** Folder for its files; made when missing. */
  readonly directory: string;
  readonly port: number;
  readonly password: string;
  readonly env: Environment;
  /** Takes everything it prints; default: thrown away. */
  readonly log?: (chunk: Buffer) => void;
  /** Set when the start is no longer wanted. */
  readonly signal?: AbortSignal;
}

/** A store that answers. */
export interface RunningStore extends RunningProcess {
  /** With user and password: a secret. */
  readonly url: string;
}

interface StoreStart {
  /** As people call it. */
  readonly title: string;
  readonly url: string;
  readonly program: Omit<GuardedProgram, 'log' | 'env'>;
  /** Answers whether the store takes commands by now. */
  isUp(pid: number): Promise<boolean>;
}

const START_TIMEOUT_MS = 20_000;

/**
 * Starts a store and waits until it takes commands.
 * @throws EnvironmentError with its last words when it ends at once, or does not come up in 20 s
 */
export async function startStore(settings: StoreSettings, start: StoreStart): Promise<RunningStore> {
  let lastWords = '';
  const log = (chunk: Buffer) => {
    lastWords = (lastWords + chunk).slice(-2000);
    settings.log?.(chunk);
  };
  const running = await startGuarded({ ...start.program, env: settings.env, log });
  let hasEnded = false;
  void running.ended.then(() => {
    hasEnded = true;
  });
  try {
    const wait = { timeoutMs: START_TIMEOUT_MS, ...(settings.signal && { signal: settings.signal }) };
    const isUp = await waitUntil(async () => hasEnded || (await start.isUp(running.pid)), wait);
    if (!isUp || hasEnded) {
      throw new EnvironmentError(
        `${start.title} did not start on port ${settings.port}: ${lastLine(lastWords)}`,
      );
    }
  } catch (error) {
    await running.stop();
    throw error;
  }
  return { ...running, url: start.url };
}

/** Answers the last line of a program's output that says something; the one that names an error first. */
export function lastLine(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.findLast((line) => /fatal|error|fail/i.test(line)) ?? lines.at(-1) ?? 'it said nothing';
}
