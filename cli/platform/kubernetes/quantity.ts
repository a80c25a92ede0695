const FACTORS: Readonly<Record<string, number>> = {
  ...{ '': 1, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50 },
};

/**
 * Answers a quantity of the Kubernetes API as a number: cores, bytes or pieces; `NaN` for what is none.
 * @example parseQuantity('250m') // 0.25
 */
export function parseQuantity(text: string): number {
  const [, number = 'none', unit = ''] = /^([\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(text) ?? [];
  return Number(number) * (FACTORS[unit] ?? Number.NaN);
}

/** Answers an amount of a resource as people write it: `1.35` cores, `512Mi` of memory. */
export function formatQuantity(resource: string, amount: number): string {
  if (!/memory|storage/.test(resource)) return String(Math.round(amount * 100) / 100);
  const isLarge = Math.abs(amount) >= 2 ** 30;
  return isLarge ? `${Math.round((amount / 2 ** 30) * 10) / 10}Gi` : `${Math.round(amount / 2 ** 20)}Mi`;
}
