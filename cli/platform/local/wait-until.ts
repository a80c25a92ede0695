import { setTimeout as delay } from 'node:timers/promises';

/** How often to look, and for how long. */
export interface WaitOptions {
  readonly timeoutMs: number;
  /** Default 25 ms. */
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Waits until a check holds.
 * @returns whether it held in time
 * @throws the signal's reason when it aborts first, and whatever the check throws
 */
export async function waitUntil(
  check: () => boolean | Promise<boolean>,
  { timeoutMs, intervalMs = 25, signal }: WaitOptions,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    if (await check()) return true;
    if (performance.now() >= deadline) return false;
    // Cut short by the signal, whose own reason is thrown above.
    await delay(intervalMs, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  }
}
