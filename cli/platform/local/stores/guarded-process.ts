import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Environment } from '../environment.ts';
import { endBehindShell, type ProcessEnd, type RunningProcess } from '../running-process.ts';

/** A program that must not outlive the process that starts it. */
export interface GuardedProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** Signal that ends it, without `SIG`; also sent when the starting process dies. */
  readonly endSignal: 'KILL' | 'QUIT';
  readonly cwd: string;
  readonly env: Environment;
  /** Runs as this user when set; needs root. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Takes everything it prints. */
  readonly log: (chunk: Buffer) => void;
}

/**
 * Starts the program, tells its id on descriptor 4, and ends it when standard input closes: the pipe of a
 * process that was killed closes too, and no program has to know about it. CONT wakes a frozen program, which
 * would keep the other signal waiting; repeated, because a shell starts programs with QUIT ignored until they ask
 * for it. The shell is `wait`ing, so the id cannot belong to anybody else; and it is deaf to what a terminal sends
 * to a whole group of processes, or it would leave the program alone.
 */
const GUARD = `
trap '' HUP INT TERM
exec 3<&0
"$@" </dev/null 3<&- 4>&- &
child=$!
echo "$child" >&4
exec 4>&-
(
  while read -r line; do :; done
  while kill -s "$0" "$child"; do kill -s CONT "$child"; sleep 0.2 || sleep 1; done
) <&3 3<&- >/dev/null 2>&1 &
watcher=$!
exec 3<&- 2>/dev/null
wait "$child"
code=$?
kill -s KILL "$watcher"
exit "$code"
`;

/**
 * Starts a program under a guard that ends it when this process ends, however that happens.
 * @throws Error when the program cannot be started at all
 */
export async function startGuarded(program: GuardedProgram): Promise<RunningProcess> {
  const { command, args, endSignal, cwd, env, user, log } = program;
  const guard = spawn('/bin/sh', ['-c', GUARD, endSignal, command, ...args], {
    cwd,
    stdio: ['pipe', 'pipe', 'pipe', 'ignore', 'pipe'],
    env: { PATH: env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    ...user,
  });
  const [input, output, errors, , pidPipe] = guard.stdio;
  output?.on('data', log);
  errors?.on('data', log);
  // A guard that is already gone does not mind that its pipe cannot be written.
  input?.on('error', () => {});
  const ended = new Promise<ProcessEnd>((resolve) => {
    // Not `close`: a grandchild may hold the output pipes longer than the program lives.
    guard.once('exit', (code, signal) => {
      // Should the guard itself have been killed, this ends the program it leaves behind.
      input?.destroy();
      resolve(endBehindShell({ code, signal }));
    });
  });
  const stop = async () => {
    input?.destroy();
    await ended;
  };
  return { pid: await readPid(pidPipe as Readable), ended, stop }; // readable: a pipe by the list above
}

async function readPid(pipe: Readable): Promise<number> {
  let text = '';
  for await (const chunk of pipe) text += String(chunk);
  const pid = Number(text);
  if (!(pid > 0)) throw new Error('the guard did not start its program');
  return pid;
}
