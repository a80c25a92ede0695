/** An order that a virtual user tried to place, and what the user was told of it. */
export interface ClaimedOrder {
  /** Names the order in the shop: stands among its instructions. */
  readonly reference: string;
  readonly customer: string;
  /** `lost` when there was no answer, or one that tells of a failure: the order may be placed all the same. */
  readonly outcome: 'placed' | 'refused' | 'lost';
  /** What the shop said of a placed one. */
  readonly told?: { readonly orderId: string; readonly totalCents: number };
}

/** What the users of a run were told of their orders. */
export interface Claims {
  /** In the order they were tried. */
  readonly kept: readonly ClaimedOrder[];
  /** How many more there were: memory does not grow with a run. */
  readonly further: number;
}
