import type { FaultRule } from './fault-rule.ts';

/** Share and delay of a fault that does not change with time. */
export interface SteadyFault {
  /** Share of matching calls hit, 0..1. */
  readonly failureRatio: number;
  readonly delayMs: number;
}

/** What each flag's value looks like; the key is the flag's name everywhere. */
export interface FlagValues {
  readonly 'latency-profile': 'realistic' | 'fast';
  readonly 'enable-recommendations': boolean;
  readonly 'recommendation-required': boolean;
  readonly 'recommendation-resilience': boolean;
  readonly 'recommendation-fault': FaultRule | null;
  readonly 'cart-chaos-errors': SteadyFault | null;
  readonly 'cart-ttl-seconds': number;
  readonly 'pricing-fallback': boolean;
  readonly 'payment-decline-over': number;
  readonly 'rate-limit': boolean;
}

export type FlagName = keyof FlagValues;

/** One row of the flag table, in flagd's terms. */
export interface FlagRow<Name extends FlagName = FlagName> {
  /** What a service does with it, in a sentence. */
  readonly purpose: string;
  readonly variants: Readonly<Record<string, FlagValues[Name]>>;
  readonly defaultVariant: string;
}

/**
 * Every flag of the shop: what it is for, its variants, and the variant it starts with.
 * All faults are off by default. A fault that changes with time is pushed as a leased override, never a variant.
 */
export const FLAGS: { readonly [Name in FlagName]: FlagRow<Name> } = {
  'latency-profile': {
    purpose:
      'Simulated processing time: realistic (baseline p95 250 to 500 ms, 1 % declines) or fast (none).',
    variants: { realistic: 'realistic', fast: 'fast' },
    defaultVariant: 'realistic',
  },
  'enable-recommendations': {
    purpose: 'Whether checkout asks for recommendations at all.',
    variants: { on: true, off: false },
    defaultVariant: 'on',
  },
  'recommendation-required': {
    purpose: 'Whether a failed recommendation fails the checkout (on), or is left out of the answer (off).',
    variants: { on: true, off: false },
    defaultVariant: 'off',
  },
  'recommendation-resilience': {
    purpose: 'Retry and circuit breaker between gateway and recommendation: the cure for Black Friday.',
    variants: { on: true, off: false },
    defaultVariant: 'off',
  },
  'recommendation-fault': {
    purpose: 'A fault curve on every recommendation call: delay and failures that change with time.',
    variants: { off: null },
    defaultVariant: 'off',
  },
  'cart-chaos-errors': {
    purpose: 'Some add-item calls wait and then answer 503 with Retry-After (C-39).',
    variants: { off: null, on: { failureRatio: 0.15, delayMs: 2000 } },
    defaultVariant: 'off',
  },
  'cart-ttl-seconds': {
    purpose: 'How long an untouched anonymous cart lives; every write starts the time anew.',
    variants: { hour: 3600, day: 86_400, minute: 60 },
    defaultVariant: 'hour',
  },
  'pricing-fallback': {
    purpose: 'Whether orders assumes valid, base price and in stock when pricing cannot be reached (C-14).',
    variants: { on: true, off: false },
    defaultVariant: 'off',
  },
  'payment-decline-over': {
    purpose: 'Payments above this many cents are declined; 0 declines none for their amount (X-23).',
    variants: { off: 0, 'over-105': 10_500 },
    defaultVariant: 'off',
  },
  'rate-limit': {
    purpose: 'Whether every route has a rate limit for each client, not only the petstore (X-18).',
    variants: { on: true, off: false },
    defaultVariant: 'off',
  },
};

/** The variant under which evaluations of a leased override are reported; no variant of the table has this name. */
export const OVERRIDE_VARIANT = 'override';

/** The name of the flag file in the watched directory, by flagd's convention. */
export const FLAG_FILE_NAME = 'shop.flagd.json';

/** Answers the flag file of an untouched shop: flagd's JSON schema, every flag at its default. */
export function defaultFlagFile(): object {
  const flags = Object.fromEntries(
    Object.entries(FLAGS).map(([name, { variants, defaultVariant }]) => [
      name,
      { state: 'ENABLED', variants, defaultVariant },
    ]),
  );
  return { $schema: 'https://flagd.dev/schema/v0/flags.json', flags };
}
