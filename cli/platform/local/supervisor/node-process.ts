import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import type { HandoverMessage } from '../../../../target-shop/contract/handover-wire.ts';
import type { Environment } from '../environment.ts';
import type { ProcessChannel, ProcessEnd, RunningProcess, SentSocket } from '../running-process.ts';
import type { LogFile } from './log-file.ts';

/** A Node program of ours that ends by itself when its standard input closes. */
export interface NodeProgram {
  readonly file: string;
  /** For Node, before the file. */
  readonly nodeFlags: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
  /** How far it steps back for the others where processors are scarce: 0 (as they) to 19. */
  readonly niceness?: number;
  /** How long it may take to answer what it has accepted, in milliseconds. */
  readonly drainMs: number;
  /** Whether it can hand its place over. */
  readonly hasChannel?: boolean;
}

/** Starts it; `stop` asks with SIGTERM first, and kills it when it has not drained in time. */
export async function startNode(program: NodeProgram, log: LogFile): Promise<RunningProcess> {
  const child = spawn(process.execPath, [...program.nodeFlags, program.file], {
    cwd: program.cwd,
    env: program.env,
    stdio: program.hasChannel ? ['pipe', 'pipe', 'pipe', 'ipc'] : ['pipe', 'pipe', 'pipe'],
  });
  child.stdin?.on('error', () => {}); // gone: `exit` tells
  child.stdout?.on('data', log.write);
  child.stderr?.on('data', log.write);
  const ended = new Promise<ProcessEnd>((resolve) => {
    // `close` comes after its last words; none of ours leaves children that would hold it back.
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const channel = program.hasChannel ? openChannel(child) : undefined;
  await once(child, 'spawn');
  stepBack(child.pid, program.niceness);
  const stop = async () => {
    const kill = setTimeout(() => child.kill('SIGKILL'), program.drainMs);
    child.kill('SIGTERM');
    child.kill('SIGCONT');
    await ended;
    clearTimeout(kill);
  };
  return { pid: child.pid ?? 0, ended, stop, ...(channel && { channel }) };
}

function stepBack(pid: number | undefined, niceness: number | undefined): void {
  if (pid === undefined || niceness === undefined) return;
  try {
    setPriority(pid, niceness);
  } catch {
    // Gone already: its end tells.
  }
}

function openChannel(child: ChildProcess): ProcessChannel {
  child.on('error', () => {}); // gone: `exit` tells
  const reply = (wanted: HandoverMessage['handover']) =>
    new Promise<{ readonly message: HandoverMessage; readonly socket: SentSocket }>((resolve, reject) => {
      const onMessage = (message: unknown, socket: unknown) => {
        const told = message as HandoverMessage; // a service of ours, which speaks this contract only
        if (told.handover !== wanted) return;
        stop();
        resolve({ message: told, socket: socket as SentSocket });
      };
      const onExit = () => {
        stop();
        reject(new Error(`it ended before it said "${wanted}"`));
      };
      const stop = () => child.off('message', onMessage).off('exit', onExit);
      child.on('message', onMessage).once('exit', onExit);
    });
  const url = reply('listens').then(({ message }) => ('url' in message ? message.url : ''));
  url.catch(() => {}); // whoever waits for it hears of it
  return {
    url,
    async ask(message, wanted, socket) {
      const answer = reply(wanted);
      // Node's types name the classes it can send, and not the one that carries them.
      child.send(message, socket as undefined);
      return (await answer).socket;
    },
    send: (message) => void child.send(message),
  };
}
