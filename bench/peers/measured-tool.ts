import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

/** A program with its arguments. */
export interface ToolCommand {
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

/** What a program took. */
export interface ToolUse {
  /** CPU of it and all its children, start-up included. */
  readonly cpuSeconds: number;
  /** The most memory its own process held, in MB. */
  readonly peakMb: number;
}

/** Bash's `time` counts a program's children too, which no API of Node tells. */
const TIMED = `TIMEFORMAT='cpu %U %S'; time "$@" 1>/dev/null 2>/dev/null`;
const LOOK_EVERY_MS = 100;

/** Runs a program to its end. @throws Error when it ends with one of the codes that say that it did not work */
export async function measureTool({ argv, env = {} }: ToolCommand): Promise<ToolUse> {
  const child = spawn('bash', ['-c', TIMED, 'bash', ...argv], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  let peakMb = 0;
  const looking = setInterval(async () => {
    peakMb = Math.max(peakMb, await peakOfChild(child.pid ?? 0));
  }, LOOK_EVERY_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(looking);
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(said.join('')) ?? [];
  if (user === undefined || system === undefined || code === 126 || code === 127) {
    throw new Error(`${argv[0]} did not run (code ${code})`);
  }
  return { cpuSeconds: Number(user) + Number(system), peakMb };
}

/** The first child of the shell is the tool itself. */
async function peakOfChild(shell: number): Promise<number> {
  try {
    const [tool = ''] = (await readFile(`/proc/${shell}/task/${shell}/children`, 'utf8')).split(' ');
    const status = await readFile(`/proc/${tool}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000;
  } catch {
    return 0; // it has ended, or not begun
  }
}
