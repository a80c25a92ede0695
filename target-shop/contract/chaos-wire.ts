import type { FlagName } from './flags.ts';

/**
 * Carries the token where `Authorization` does not arrive: a Kubernetes API server that passes a request on to a
 * pod keeps that header to itself.
 */
export const TOKEN_HEADER = 'x-shopctl-token';

/**
 * What every instance answers on its token-guarded `/chaos` routes (`Authorization: Bearer <token>`, or the token
 * in {@link TOKEN_HEADER}):
 *
 *   PUT    /chaos/leases/:id   body {@link LeaseRequest}; sets or renews → 200 {@link ChaosState}
 *   DELETE /chaos/leases/:id   ends it; ending twice is safe              → 200 {@link ChaosState}
 *   GET    /chaos              what is in force now                       → 200 {@link ChaosState}
 *   GET    /flags              the value of every flag in force          → 200
 *   POST   /admin/flush        sends all buffered telemetry, then         → 204
 *
 * A lease that is not renewed in time ends by itself: no fault outlives the one who asked for it.
 */
export interface LeaseRequest {
  /** Milliseconds from the arrival of this request until the lease ends by itself, 1..60,000. */
  readonly expiresInMs: number;
  /** Flag values in force while the lease lives. */
  readonly overrides: readonly FlagOverride[];
}

/** A flag's value, pushed past the flag file. */
export interface FlagOverride {
  readonly flag: FlagName;
  readonly value: unknown;
}

/** The overrides in force on one instance. */
export interface ChaosState {
  readonly instance: string;
  readonly leases: readonly { readonly id: string; readonly overrides: readonly FlagOverride[] }[];
}

/** Values of the baggage and span attribute `traffic.type` (V-28). */
export type TrafficType = 'baseline' | 'demo';

/** Span attribute that names the {@link import('./fault-rule.ts').FaultRule} that touched the call. */
export const FAULT_RULE_ATTRIBUTE = 'fault.rule';
/** Span attribute with the place of the fault step in its rule, from 0. */
export const FAULT_STEP_ATTRIBUTE = 'fault.step';
