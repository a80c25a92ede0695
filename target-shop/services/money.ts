import * as z from 'zod';

/**
 * Answers whole cents for a decimal amount as the wire carries it.
 * @example toCents(5.99) // 599
 */
export function toCents(amount: number): number {
  return Math.round(amount * 100);
}

/** Answers the decimal amount the wire carries for whole cents. */
export function fromCents(cents: number): number {
  return cents / 100;
}

/** Most that one amount may be, so that products with quantities and percents stay exact integers. */
const MAX_AMOUNT = 1_000_000;

/** Reads a decimal amount (≥ 0, at most two places) into whole cents: inside the shop money is integers only. */
export const amountInCents = z
  .number()
  .min(0)
  .max(MAX_AMOUNT)
  .refine((amount) => Math.abs(amount * 100 - toCents(amount)) < 1e-6, 'must have at most two decimal places')
  .transform(toCents);
