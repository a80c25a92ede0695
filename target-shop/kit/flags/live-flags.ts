import { isDeepStrictEqual } from 'node:util';
import {
  type EvaluationContext,
  type JsonValue,
  OpenFeature,
  type Provider,
  type ResolutionDetails,
  StandardResolutionReasons,
} from '@openfeature/server-sdk';
import type { Counter } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { FLAGS, type FlagName, type FlagValues, isFlagName, OVERRIDE_VARIANT } from '../../contract/flags.ts';
import type { Flags } from '../kit.ts';
import { baggageValue, type RequestInHand, requestInHand } from '../request-in-hand.ts';
import { EVENT_NAME_FIELD } from '../telemetry/service-log.ts';
import type { FlagFile } from './flag-file.ts';
import type { FlagLeases } from './flag-leases.ts';

const PROVIDER_NAME = 'shop-flags';

/** What a {@link LiveFlags} works with. */
export interface LiveFlagsParts {
  readonly leases: FlagLeases;
  /** `undefined` where no flag directory is mounted: then the table's defaults hold. */
  readonly file: FlagFile | undefined;
  readonly log: Logger;
  readonly evaluations: Counter;
  /** Targeting key of evaluations outside any session. */
  readonly instance: string;
}

/**
 * Live flags: a leased override, else the flag file, else the table's default.
 *
 * It is an OpenFeature provider. OpenFeature's own API only answers by promise; a service reads a flag in the middle
 * of a synchronous decision, so `get` asks the same provider directly. Both ways meet in {@link LiveFlags.resolve},
 * which is therefore where evaluations are counted and recorded.
 *
 * A `feature_flag.evaluation` event is recorded when the value in force is not the table's default, and once for
 * each flag in a process. While a request is served, a flag that is read again and answers the same leaves no second
 * one, and a setting of the whole shop leaves one only when it has changed: an event for every reading would be more
 * records than all others together.
 */
export class LiveFlags implements Flags, Provider {
  readonly metadata = { name: PROVIDER_NAME };
  readonly runsOn = 'server';
  readonly #parts: LiveFlagsParts;
  /** The variant each flag was last recorded with. */
  readonly #recorded = new Map<FlagName, string>();
  readonly #told = new WeakMap<RequestInHand, Map<FlagName, string>>();

  constructor(parts: LiveFlagsParts) {
    this.#parts = parts;
  }

  get<Name extends FlagName>(name: Name): FlagValues[Name] {
    return this.resolve(name, {}).value;
  }

  /** Answers the values in force, outside any request; looking at them is no evaluation. */
  inForce(): FlagValues {
    const names = Object.keys(FLAGS) as FlagName[];
    // One value by each name of the table, which is what the type says.
    return Object.fromEntries(names.map((name) => [name, this.#valueInForce(name, {}).value])) as FlagValues;
  }

  /** Makes these flags answer OpenFeature clients of the domain named after the instance. */
  register(): void {
    OpenFeature.setProvider(this.#parts.instance, this);
  }

  /** Answers a flag's value and why it is that; counts the evaluation and records it where it tells something. */
  resolve<Name extends FlagName>(name: Name, target: EvaluationContext): ResolutionDetails<FlagValues[Name]> {
    const details = this.#valueInForce(name, target);
    const variant = details.variant ?? FLAGS[name].defaultVariant;
    this.#parts.evaluations.add(1, { flag: name, variant });
    if (this.#tellsSomething(name, variant, details.value)) this.#record(name, variant, details.reason);
    return details;
  }

  #tellsSomething<Name extends FlagName>(name: Name, variant: string, value: FlagValues[Name]): boolean {
    const recorded = this.#recorded.get(name);
    if (FLAGS[name].isSetting) return recorded !== variant;
    if (!this.#isNewToRequest(name, variant)) return false;
    return recorded === undefined || !isDeepStrictEqual(value, defaultValue(name));
  }

  /** Answers whether the request in hand has not met this answer last; always so in work outside any request. */
  #isNewToRequest(name: FlagName, variant: string): boolean {
    const request = requestInHand();
    if (request === undefined) return true;
    const told = this.#told.get(request) ?? new Map<FlagName, string>();
    this.#told.set(request, told);
    if (told.get(name) === variant) return false;
    told.set(name, variant);
    return true;
  }

  #valueInForce<Name extends FlagName>(
    name: Name,
    target: EvaluationContext,
  ): ResolutionDetails<FlagValues[Name]> {
    const override = this.#parts.leases.override(name);
    if (override !== undefined) {
      // The lease's door has checked the value against the flag's schema.
      const value = override.value as FlagValues[Name];
      return { value, variant: OVERRIDE_VARIANT, reason: StandardResolutionReasons.STATIC };
    }
    const fallback = defaultValue(name);
    if (this.#parts.file === undefined) return { value: fallback, reason: StandardResolutionReasons.DEFAULT };
    // Interfaces such as FaultRule lack the index signature JsonValue wants; the file's door has checked the value.
    const found = this.#parts.file.resolve(name, fallback as JsonValue, this.#target(target));
    return found as ResolutionDetails<FlagValues[Name]>;
  }

  #target(given: EvaluationContext): EvaluationContext {
    const endpoint = requestInHand()?.endpoint;
    const targetingKey = baggageValue('session.id') ?? baggageValue('user.id') ?? this.#parts.instance;
    return { targetingKey, ...(endpoint !== undefined && { endpoint }), ...given };
  }

  #record(name: FlagName, variant: string, reason: string | undefined): void {
    this.#recorded.set(name, variant);
    const event = {
      [EVENT_NAME_FIELD]: 'feature_flag.evaluation',
      'feature_flag.key': name,
      'feature_flag.result.variant': variant,
      'feature_flag.result.reason': (reason ?? 'unknown').toLowerCase(),
      'feature_flag.provider.name': PROVIDER_NAME,
    };
    this.#parts.log.info(event, 'Feature flag evaluated');
  }

  // OpenFeature asks by type; the table knows each flag's type already, and strangers get their default back.
  async resolveBooleanEvaluation(name: string, fallback: boolean, target: EvaluationContext) {
    return this.#answer(name, fallback, target);
  }
  async resolveStringEvaluation(name: string, fallback: string, target: EvaluationContext) {
    return this.#answer(name, fallback, target);
  }
  async resolveNumberEvaluation(name: string, fallback: number, target: EvaluationContext) {
    return this.#answer(name, fallback, target);
  }
  async resolveObjectEvaluation<T extends JsonValue>(name: string, fallback: T, target: EvaluationContext) {
    return this.#answer(name, fallback, target);
  }

  #answer<T extends JsonValue>(name: string, fallback: T, target: EvaluationContext): ResolutionDetails<T> {
    if (!isFlagName(name)) return { value: fallback, reason: StandardResolutionReasons.DEFAULT };
    return this.resolve(name, target) as ResolutionDetails<FlagValues[FlagName]> as ResolutionDetails<T>;
  }
}

function defaultValue<Name extends FlagName>(name: Name): FlagValues[Name] {
  const { variants, defaultVariant } = FLAGS[name];
  if (!Object.hasOwn(variants, defaultVariant))
    throw new RangeError(`flag ${name} has no variant "${defaultVariant}"`);
  // The row's own variant, whose type the table holds together with its name.
  return variants[defaultVariant] as FlagValues[Name];
}
