import type { RunningProcess } from '../running-process.ts';
import { waitUntil } from '../wait-until.ts';

/** A new process has this long to become ready. */
const READY_MS = 30_000;

/** What the taking of a place goes by. */
export interface Taking {
  reasonNotReady(url: string): Promise<string | undefined>;
  /** Told where the new one serves, once it is ready and before it is in service. */
  beforeIt(url: string): Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Lets a new process take the socket of an old one; from then on both serve, see `contract/handover-wire.ts`.
 * @throws Error that says why the new one does not serve; the old one then has its place still
 */
export async function takePlace(old: RunningProcess, next: RunningProcess, taking: Taking): Promise<void> {
  if (old.channel === undefined || next.channel === undefined) throw new Error('it has no channel');
  const url = await next.channel.url;
  let reason: string | undefined;
  const hasEnded = next.ended.then(() => true);
  const check = async () => {
    reason = await taking.reasonNotReady(url);
    return reason === undefined || Promise.race([hasEnded, Promise.resolve(false)]);
  };
  await waitUntil(check, { timeoutMs: READY_MS, intervalMs: 50, signal: taking.signal });
  if (reason !== undefined) throw new Error(reason);
  await taking.beforeIt(url);
  const socket = await old.channel.ask({ handover: 'give' }, 'given');
  try {
    await next.channel.ask({ handover: 'take' }, 'taken', socket);
  } finally {
    socket?.close();
  }
}
