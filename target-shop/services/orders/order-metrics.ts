import type { Meter } from '@opentelemetry/api';
import type { Kit } from '../../kit/kit.ts';
import type { Order } from './order.ts';

/** What orders count. */
export interface OrderMetrics {
  /** An order has come into a state that lasts. */
  reached(order: Order): void;
  /** A purchase is over. */
  purchaseEnded(outcome: 'completed' | 'compensated'): void;
  /** Shipping could not be told of an order; the outbox keeps it. */
  publishFailed(): void;
  /** Runs one step of a purchase under a span of its own, and takes its time. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Answers the metrics of orders on the kit's meter. */
export function createOrderMetrics(kit: Kit): OrderMetrics {
  const { orders, value, purchases, steps, publishFailures } = instruments(kit.meter);
  return {
    reached({ status, totalCents }) {
      orders.add(1, { status });
      if (status === 'PAID') value.record(totalCents);
    },
    publishFailed: () => publishFailures.add(1),
    purchaseEnded: (outcome) => purchases.add(1, { outcome }),
    step: (name, work) =>
      kit.span(`purchase ${name}`, {}, async () => {
        const startedAtMs = kit.clock.now();
        try {
          return await work();
        } finally {
          steps.record((kit.clock.now() - startedAtMs) / 1000, { step: name });
        }
      }),
  };
}

function instruments(meter: Meter) {
  return {
    orders: meter.createCounter('orders_total', { description: 'Orders, by the state they came into.' }),
    value: meter.createHistogram('order_value_cents', { description: 'What paid orders cost, in cents.' }),
    purchases: meter.createCounter('saga_completed_total', { description: 'Purchases, by how they ended.' }),
    publishFailures: meter.createCounter('shipping_publish_failures_total', {
      description: 'Orders that shipping could not be told of at once.',
    }),
    steps: meter.createHistogram('saga_step_duration_seconds', {
      description: 'Time of each step of a purchase.',
      unit: 's',
    }),
  };
}
