/** A thing the shop sells; everything about it but the stock, which pricing keeps. */
export interface SeedProduct {
  /** Stands in addresses and keys: lower case, digits, dashes. */
  readonly id: string;
  readonly name: string;
  readonly emoji: string;
  readonly category: Category;
  readonly priceCents: number;
  readonly description: string;
  readonly tags: readonly string[];
}

/** The departments of the shop; `coffee` is the menu. */
export type Category = 'coffee' | 'electronics' | 'furniture' | 'sports' | 'pets' | 'socks';
