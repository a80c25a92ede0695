import * as z from 'zod';
import type { FaultRule } from './fault-rule.ts';

/** Share and delay of a fault that does not change with time. */
export interface SteadyFault {
  /** Share of matching calls hit, 0..1. */
  readonly failureRatio: number;
  readonly delayMs: number;
}

/** One row of the flag table, in flagd's terms. */
export interface FlagRow<Value = unknown> {
  /** What a service does with it, in a sentence. */
  readonly purpose: string;
  /** What a value must look like, whoever sends it: the flag file or a lease. */
  readonly value: z.ZodType<Value>;
  readonly variants: Readonly<Record<string, Value>>;
  readonly defaultVariant: string;
  /** Whether it says how the whole shop is rather than what befalls a call: records tell when its value changes. */
  readonly isSetting?: true;
}

const ratio = z.number().min(0).max(1);
const delayMs = z.number().min(0).max(60_000);

const faultRule = z.object({
  id: z.string().min(1),
  seed: z.int(),
  startedAtMs: z.number(),
  speed: z.number().positive(),
  steps: z.array(z.object({ fromMinute: z.number().min(0), delayMs, failureRatio: ratio })).min(1),
});

/**
 * THE table of flags: what each is for, its values, its variants, and the variant it starts with.
 * All faults are off by default. A fault that changes with time is pushed as a leased override, never a variant.
 * A name nobody reads fails a test; a reader of a name that is not here does not compile.
 */
export const FLAGS = {
  'latency-profile': row({
    purpose:
      'Simulated processing time: realistic (baseline p95 250 to 500 ms, 1 % declines) or fast (none).',
    value: z.enum(['realistic', 'fast']),
    variants: { realistic: 'realistic', fast: 'fast' },
    defaultVariant: 'realistic',
    isSetting: true,
  }),
  maintenance: onOff('off', 'Whether the gateway answers 503 MAINTENANCE to everything (E-14).'),
  'enable-checkout': onOff('on', 'Whether orders can be placed at all (E-14).'),
  'enable-recommendations': onOff('on', 'Whether checkout asks for recommendations at all.'),
  'recommendation-required': onOff(
    'off',
    'Whether a failed recommendation fails the checkout (on), or is left out of the answer (off).',
  ),
  'recommendation-resilience': onOff(
    'off',
    'Retry and circuit breaker between gateway and recommendation: the cure for Black Friday.',
  ),
  'recommendation-fault': curve('recommendation call'),
  'request-fault': curve('request of the services it is pushed to'),
  'database-fault': row({
    purpose:
      'Every Postgres statement sleeps first, in the server itself: slow queries, timeouts from 5 s on.',
    value: z.object({ delayMs }).nullable(),
    variants: { off: null, slow: { delayMs: 1000 }, timeout: { delayMs: 6000 } },
    defaultVariant: 'off',
  }),
  'pool-fault': row({
    purpose: 'Connections of each Postgres pool of ten that are held and never used (V-35).',
    value: z.object({ heldConnections: z.int().min(0).max(10) }).nullable(),
    variants: { off: null, scarce: { heldConnections: 9 }, exhausted: { heldConnections: 10 } },
    defaultVariant: 'off',
  }),
  'random-errors': row({
    purpose:
      'The share of menu reads (5 %), orders (3 %) and validations (2 %) that fail for no reason (C-11, C-46).',
    value: z.object({ menu: ratio, orders: ratio, validation: ratio }).nullable(),
    variants: { off: null, on: { menu: 0.05, orders: 0.03, validation: 0.02 } },
    defaultVariant: 'off',
  }),
  'cart-chaos-errors': row<SteadyFault | null>({
    purpose: 'Some add-item calls wait and then answer 503 with Retry-After (C-39).',
    value: z.object({ failureRatio: ratio, delayMs }).nullable(),
    variants: { off: null, on: { failureRatio: 0.15, delayMs: 2000 } },
    defaultVariant: 'off',
  }),
  'cart-ttl-seconds': row({
    purpose: 'How long an untouched anonymous cart lives; every write starts the time anew.',
    value: z.int().positive(),
    variants: { hour: 3600, day: 86_400, minute: 60 },
    defaultVariant: 'hour',
  }),
  'pricing-fallback': onOff(
    'off',
    'Whether orders assumes valid, base price and in stock when pricing cannot be reached (C-14).',
  ),
  'payment-processing': onOff('on', 'Whether payments are taken at all; off, they answer 503 (P-19).'),
  'auth-required': onOff('off', 'Whether only those who are logged in may order (X-17).'),
  'pet-personalization': onOff(
    'off',
    'Whether pets of the kinds that a customer has ordered come first (P-19).',
  ),
  'premium-filters': onOff('on', 'Whether pets can be looked up by their price (P-19).'),
  'express-order-processing': onOff(
    'on',
    'Whether an order of a pet is answered once it is paid (on), or only when its saga has ended (off) (P-19).',
  ),
  'real-time-order-updates': onOff(
    'off',
    'Whether a question about an order of a pet waits for news when it says what it knows already (P-19).',
  ),
  'payment-decline-over': row({
    purpose: 'Payments above this many cents are declined; 0 declines none for their amount (X-23).',
    value: z.int().min(0),
    variants: { off: 0, 'over-105': 10_500, everything: 1 },
    defaultVariant: 'off',
  }),
  'queue-max-length': row({
    purpose: 'How many shipping tasks may wait before further ones are refused (S-73); 0 sets no limit.',
    value: z.int().min(0),
    variants: { unlimited: 0, three: 3 },
    defaultVariant: 'unlimited',
  }),
  'queue-trace': row({
    purpose:
      'Whether work on a queued task is in the trace of who asked for it, or in one of its own (X-32).',
    value: z.enum(['child', 'link']),
    variants: { child: 'child', link: 'link' },
    defaultVariant: 'child',
  }),
  'legacy-status': onOff('off', 'Whether a failed payment answers 500, as the sock shop does (X-19).'),
  'rate-limit': onOff(
    'off',
    'Whether every route has a rate limit for each client, not only the petstore (X-18).',
  ),
} as const;

export type FlagName = keyof typeof FLAGS;

/** What each flag's value looks like; the key is the flag's name everywhere. */
export type FlagValues = { readonly [Name in FlagName]: z.output<(typeof FLAGS)[Name]['value']> };

/** The flags that are on or off. */
export type SwitchName = { [Name in FlagName]: FlagValues[Name] extends boolean ? Name : never }[FlagName];

/** Flags to be switched on or off. */
export type FlagSwitches = { readonly [Name in SwitchName]?: boolean };

/** Answers whether a text is the name of a flag. */
export function isFlagName(text: string): text is FlagName {
  return Object.hasOwn(FLAGS, text);
}

/** The variant under which evaluations of a leased override are reported; no variant of the table has this name. */
export const OVERRIDE_VARIANT = 'override';

/** The name of the flag file in the watched directory, by flagd's convention. */
export const FLAG_FILE_NAME = 'shop.flagd.json';

/** A flag file, in flagd's JSON schema. */
export interface FlagdFile {
  readonly $schema: string;
  readonly flags: Readonly<
    Record<string, { readonly defaultVariant: string; readonly variants: Readonly<Record<string, unknown>> }>
  >;
}

/** Answers the flag file of an untouched shop, every flag at its default. */
export function defaultFlagFile(): FlagdFile {
  const flags = Object.fromEntries(
    Object.entries(FLAGS).map(([name, { variants, defaultVariant }]) => [
      name,
      { state: 'ENABLED', variants, defaultVariant },
    ]),
  );
  return { $schema: 'https://flagd.dev/schema/v0/flags.json', flags };
}

function row<Value>(one: FlagRow<Value>): FlagRow<Value> {
  return one;
}

function onOff(defaultVariant: 'on' | 'off', purpose: string): FlagRow<boolean> {
  return { purpose, value: z.boolean(), variants: { on: true, off: false }, defaultVariant };
}

function curve(ofWhat: string): FlagRow<FaultRule | null> {
  return {
    purpose: `A fault curve on every ${ofWhat}: delay and failures that change with time.`,
    value: faultRule.nullable(),
    variants: { off: null },
    defaultVariant: 'off',
  };
}
