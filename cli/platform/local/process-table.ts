import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** A process that cannot be taken for another: ids are given out again, start times are not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own words: ticks since boot on Linux, a date elsewhere. */
  readonly started: string;
}

/** Answers which process has this id now; `undefined` when there is none or it is only waiting to be reaped. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  if (process.platform !== 'linux') return identifyByPs(pid);
  const fields = statFields(pid);
  const [state, started] = [fields?.[0], fields?.[19]];
  return started === undefined || state === 'Z' || state === 'X' ? undefined : { pid, started };
}

/** Answers whether this very process still runs. */
export function isRunning({ pid, started }: ProcessIdentity): boolean {
  return identifyProcess(pid)?.started === started;
}

/** Sends a signal to this very process; does nothing when it is gone or not ours. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch {
    // It ended in between, or belongs to somebody else: nothing to do for us either way.
  }
}

/**
 * Answers the memory of processes, their descendants' included: proportional set size (PSS), which counts a page
 * that n processes share 1/n times.
 * @returns megabytes by process id; none where the system does not tell (not Linux, or another user's process)
 */
export async function memoryMbOf(pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (process.platform !== 'linux') return new Map();
  const parents = new Map(allProcessIds().map((pid) => [pid, Number(statFields(pid)?.[1])]));
  const measured = pids.map(async (root) => {
    const sizes = await Promise.all(withDescendants(root, parents).map(ownMemoryKb));
    const known = sizes.filter((size) => size !== undefined);
    const totalKb = known.reduce((sum, size) => sum + size, 0);
    return known.length === 0 ? [] : [[root, totalKb / 1024] as const];
  });
  return new Map((await Promise.all(measured)).flat());
}

/** Answers what a process was started as, its arguments cut to a readable length. */
export function commandOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return text.length > 100 ? `${text.slice(0, 99)}…` : text;
  } catch {
    return undefined;
  }
}

/** Answers the ids of all processes; none where the system does not list them as files. */
export function allProcessIds(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function withDescendants(root: number, parents: ReadonlyMap<number, number>): readonly number[] {
  const found = [root];
  for (const parent of found) {
    for (const [pid, itsParent] of parents) if (itsParent === parent) found.push(pid);
  }
  return found;
}

async function ownMemoryKb(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const size = /^Pss:\s+(\d+) kB/m.exec(text)?.[1];
  return size === undefined ? undefined : Number(size);
}

/** Fields of /proc/PID/stat from the third on (state, parent, …); the second may hold blanks and brackets. */
function statFields(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function identifyByPs(pid: number): ProcessIdentity | undefined {
  try {
    const [state, ...started] = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split(/\s+/);
    return state === undefined || state.startsWith('Z') ? undefined : { pid, started: started.join(' ') };
  } catch {
    return undefined;
  }
}
