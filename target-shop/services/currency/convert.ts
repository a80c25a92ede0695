/**
 * Answers an amount in another currency, in whole cents, halves away from zero.
 * @param rate what one unit of the amount's currency buys
 */
export function convertCents(amountCents: number, rate: number): number {
  return Math.round(amountCents * rate);
}
