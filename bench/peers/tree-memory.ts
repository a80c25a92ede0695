import { readFileSync } from 'node:fs';

/** Answers what a process and all below it hold in memory now, in MiB of resident pages; 0 when it has ended. */
export function treeMib(pid: number): number {
  try {
    const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0;
    // Children hang on the thread that started them, which is the first but in tools of several threads.
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return children.reduce((sum, child) => sum + treeMib(Number(child)), Number(kib) / 1024);
  } catch {
    return 0;
  }
}
