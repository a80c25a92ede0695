import { readFileSync } from 'node:fs';

/** Ticks of the kernel's clock in a second: 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Answers how much CPU time a process has used; `undefined` where the system does not tell, or it is gone. */
export function cpuSecondsOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces; user and system time are the 12th and 13th figure behind it.
    const figures = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(figures[11]) + Number(figures[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}
