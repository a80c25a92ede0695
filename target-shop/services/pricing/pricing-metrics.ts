import type { Meter } from '@opentelemetry/api';

/** Answers what pricing counts (C-27). */
export function pricingMetrics(meter: Meter) {
  return {
    validations: meter.createCounter('validations_total', { description: 'Order lines checked, by result.' }),
    duration: meter.createHistogram('pricing_duration_seconds', {
      description: 'Time to price a line.',
      unit: 's',
    }),
    stock: meter.createGauge('inventory_stock', { description: 'Pieces left after the last sale, by item.' }),
    replenished: meter.createCounter('inventory_replenished_total', {
      description: 'Pieces that arrived, by item.',
    }),
  };
}

export type PricingMetrics = ReturnType<typeof pricingMetrics>;
