import { setTimeout as delay } from 'node:timers/promises';

/** Waits until a condition holds. @throws Error when it does not within `limitMs` */
export async function waitFor(holds: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const endsAtMs = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > endsAtMs) throw new Error(`the condition did not hold within ${limitMs} ms`);
    await delay(10);
  }
}
