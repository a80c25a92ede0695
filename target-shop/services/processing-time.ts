import type { Kit } from '../kit/kit.ts';

/**
 * Shortest and longest simulated processing time in milliseconds, evenly drawn (C-46, V-04).
 * Calls that only another service makes on a user's behalf are left out, so that a purchase stays within 2 s.
 */
const RANGES_MS = {
  menu: [50, 150],
  orders: [100, 300],
  cart: [20, 150],
  pricing: [10, 100],
  paymentProvider: [100, 200],
  fulfillment: [300, 900],
} as const;

/** Waits as long as real work of this kind would take in the `realistic` latency profile; not at all in `fast`. */
export async function simulateProcessing(kit: Kit, work: keyof typeof RANGES_MS): Promise<void> {
  if (kit.flags.get('latency-profile') === 'fast') return;
  const [shortestMs, longestMs] = RANGES_MS[work];
  await kit.clock.sleep(shortestMs + kit.random() * (longestMs - shortestMs));
}
