import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A receiver as the supervisor starts it. */
export interface ReceiverProcess {
  readonly url: string;
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

const MAIN = path.join(import.meta.dirname, '../receiver/main.ts');

/** Starts a receiver process on a free port; resolves when it takes telemetry. @throws when it ends before */
export async function startReceiverProcess(env: Readonly<Record<string, string>>): Promise<ReceiverProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      SHOPCTL_RECEIVER_PORT: '0',
      SHOPCTL_RECEIVER_PARENT_PIPE: 'stdin',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal);
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  const firstLine = once(createInterface(child.stdout), 'line').then(([line]) => JSON.parse(line).url);
  const url = await Promise.race([firstLine, ended]);
  if (typeof url !== 'string' || !url.startsWith('http')) throw new Error(`ended with ${url}: ${errors}`);
  return { url, child, ended };
}
