/** A way of shipping. */
export interface ShippingMethod {
  readonly method: 'standard' | 'express';
  readonly amountCents: number;
  /** Until it arrives, as customers are told. */
  readonly days: number;
}

/** What shipping costs, in the shop's own currency; the usual one is that of the sock shop (S-23). */
export const METHODS: readonly ShippingMethod[] = [
  { method: 'standard', amountCents: 499, days: 3 },
  { method: 'express', amountCents: 1299, days: 1 },
];
