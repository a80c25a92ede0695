import type { Kit } from '../../kit/kit.ts';
import type { CartMetrics } from './cart-metrics.ts';
import type { CartStore } from './cart-store.ts';

const SWEEP_INTERVAL_MS = 10_000;

/** Counts carts that ran out of time as abandoned, from now until the service ends. */
export function countExpiredCarts(kit: Kit, carts: CartStore, metrics: CartMetrics): void {
  const sweep = async () => {
    const expired = await carts.sweepExpired(kit.clock.now());
    if (expired > 0) metrics.expired(expired);
  };
  const timer = setInterval(() => {
    sweep().catch((error) => kit.log.warn({ err: error }, 'Expired carts not counted, next try follows'));
  }, SWEEP_INTERVAL_MS);
  kit.onClose(() => clearInterval(timer));
}
