/** One line of an order, as far as the shop's rules look at it. */
export interface OrderLine {
  readonly customerName?: string | undefined;
  readonly itemId?: string | undefined;
  readonly quantity?: number | undefined;
}

/** Most pieces of one product in an order (C-11). */
export const MAX_QUANTITY = 10;

/** Answers which rule a line breaks, in a sentence; `undefined` when it breaks none. */
export function brokenRule({ customerName, itemId, quantity }: OrderLine): string | undefined {
  if (!customerName?.trim()) return 'customerName is required';
  if (!itemId?.trim()) return 'itemId is required';
  if (quantity === undefined || !Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) {
    return `quantity must be a whole number from 1 to ${MAX_QUANTITY}`;
  }
  return undefined;
}
