/** What a price is made from. */
export interface PriceQuestion {
  readonly basePriceCents: number;
  readonly quantity: number;
  /** Hour of the day, 0..23. */
  readonly hour: number;
  /** Whether this sale meets a surge of demand. */
  readonly surge: boolean;
}

/** What a line costs, and why. */
export interface Price {
  readonly totalCents: number;
  /** What time of day and surge multiply the base price by. */
  readonly priceMultiplier: number;
  /** Share taken off for buying many, 0..1. */
  readonly discount: number;
}

/** Share of sales that meet a surge (C-12). */
export const SURGE_RATIO = 0.1;

const SURGE_PERCENT = 120;
const BULK_QUANTITY = 5;
const BULK_PERCENT = 90;

/**
 * Answers what a line costs (C-12): rush hours +10 %, quiet afternoon −15 %, surge +20 %, five or more −10 %.
 * Percents are multiplied as integers and rounded to cents once, half up, so that no cent depends on the order.
 * @example priceOf({ basePriceCents: 599, quantity: 2, hour: 10, surge: false }).totalCents // 1198
 */
export function priceOf({ basePriceCents, quantity, hour, surge }: PriceQuestion): Price {
  const multiplier = timePercent(hour) * (surge ? SURGE_PERCENT : 100);
  const bulkPercent = quantity >= BULK_QUANTITY ? BULK_PERCENT : 100;
  return {
    totalCents: Math.floor((basePriceCents * quantity * multiplier * bulkPercent + 500_000) / 1_000_000),
    priceMultiplier: multiplier / 10_000,
    discount: (100 - bulkPercent) / 100,
  };
}

function timePercent(hour: number): number {
  if ((hour >= 7 && hour < 9) || hour === 12) return 110;
  return hour >= 14 && hour < 16 ? 85 : 100;
}
