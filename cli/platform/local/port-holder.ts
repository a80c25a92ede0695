import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { allProcessIds, commandOf } from './process-table.ts';

/** Who listens on a port. */
export interface PortHolder {
  readonly pid: number;
  readonly command: string;
}

/** State of a listening socket in Linux's table (TCP_LISTEN). */
const LISTENING = '0A';

/**
 * Answers which process listens on a TCP port.
 * @returns `undefined` when nobody does, or the system does not tell: not Linux, or a process of another user
 */
export function findPortHolder(port: number): PortHolder | undefined {
  const sockets = new Set(['tcp', 'tcp6'].flatMap((table) => listeningSockets(table, port)));
  if (sockets.size === 0) return undefined;
  const pid = allProcessIds().find((candidate) => holdsOne(candidate, sockets));
  return pid === undefined ? undefined : { pid, command: commandOf(pid) ?? 'unknown' };
}

/** @returns as a process's open files name them: `socket:[12345]` */
function listeningSockets(table: string, port: number): readonly string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return read(`/proc/net/${table}`)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, address, , state]) => address?.endsWith(`:${hexPort}`) && state === LISTENING)
    .map((fields) => `socket:[${fields[9]}]`);
}

function holdsOne(pid: number, sockets: ReadonlySet<string>): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((name) => sockets.has(linkTarget(`${folder}/${name}`)));
  } catch {
    return false;
  }
}

function linkTarget(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
