/** One thing to buy, as the menu and the shelves show it. */
export interface Ware {
  readonly id: string;
  readonly name: string;
  readonly emoji: string;
  /** In whole money with two decimals, as on the wire. */
  readonly price: number;
}

/** Answers whether something can be bought: it has an id, a name and a price. */
export function isWare(value: unknown): value is Ware {
  const ware = (value ?? {}) as Partial<Ware>;
  return typeof ware.id === 'string' && typeof ware.name === 'string' && typeof ware.price === 'number';
}
