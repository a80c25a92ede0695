/** Whether the shop's books agree with what users were told of their orders. */
export interface Reconciliation {
  /**
   * `inconclusive` when some could not be looked up at a shop; `not-reconciled` when nothing was, because the target
   * has no books, or the run was stopped.
   */
  readonly outcome: 'pass' | 'fail' | 'inconclusive' | 'not-reconciled';
  /** Why orders were not looked up; left out when all were. */
  readonly reason?: string;
  /** Orders of which users were told that they are placed. */
  readonly placed: number;
  /** Of those, found as they were told. */
  readonly reconciled: number;
  /** Of those, not looked up. */
  readonly unseen: number;
  /** Orders whose answer was lost, or told of a failure. */
  readonly lost: number;
  /** Of those, orders that the shop has all the same; tolerated. */
  readonly lostButPlaced: number;
  /** Further orders of the run of which nothing was kept. */
  readonly further: number;
  /** Orders with which something is wrong, at most a hundred. */
  readonly violations: readonly OrderViolation[];
  /** How many there are. */
  readonly violated: number;
}

/** Something that is wrong with an order. */
export interface OrderViolation {
  readonly kind:
    | 'missing'
    | 'not-paid'
    | 'does-not-add-up'
    | 'not-as-told'
    | 'told-twice'
    | 'ordered-twice'
    | 'placed-though-refused';
  readonly orderId: string;
  /** What is wrong, with the figures. */
  readonly text: string;
}
