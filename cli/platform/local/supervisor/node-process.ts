import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Environment } from '../environment.ts';
import type { ProcessEnd, RunningProcess } from '../running-process.ts';
import type { LogFile } from './log-file.ts';

/** A Node program of ours that ends by itself when its standard input closes. */
export interface NodeProgram {
  readonly file: string;
  /** For Node, before the file. */
  readonly nodeFlags: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
  /** How long it may take to answer what it has accepted, in milliseconds. */
  readonly drainMs: number;
}

/** Starts it; `stop` asks with SIGTERM first, and kills it when it has not drained in time. */
export async function startNode(program: NodeProgram, log: LogFile): Promise<RunningProcess> {
  const child = spawn(process.execPath, [...program.nodeFlags, program.file], {
    cwd: program.cwd,
    env: program.env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {}); // gone: `exit` tells
  child.stdout.on('data', log.write);
  child.stderr.on('data', log.write);
  const ended = new Promise<ProcessEnd>((resolve) => {
    // `close` comes after its last words; none of ours leaves children that would hold it back.
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  await once(child, 'spawn');
  const stop = async () => {
    const kill = setTimeout(() => child.kill('SIGKILL'), program.drainMs);
    child.kill('SIGTERM');
    child.kill('SIGCONT');
    await ended;
    clearTimeout(kill);
  };
  return { pid: child.pid ?? 0, ended, stop };
}
