/** The shop's own currency; every price is in it. */
export const BASE_CURRENCY = 'USD';

/** What one unit of the base buys, by ISO 4217 code: made-up rates near those of 2026, so that nothing outside is asked. */
export const RATES: Readonly<Record<string, number>> = {
  USD: 1,
  EUR: 0.92,
  GBP: 0.78,
  CHF: 0.88,
  JPY: 151.4,
  CAD: 1.37,
  AUD: 1.52,
  INR: 84.1,
  BRL: 5.45,
  SEK: 10.6,
};
