import type { ChaosState, FlagOverride, LeaseRequest } from '../../target-shop/contract/chaos-wire.ts';
import type { FlagName } from '../../target-shop/contract/flags.ts';
import type { ServiceName } from '../../target-shop/service-table.ts';
import { EnvironmentError } from '../core/errors.ts';
import { waitUntil } from './local/wait-until.ts';

/** A question to an instance's `/chaos` routes. */
export interface ChaosQuestion {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body: LeaseRequest | undefined;
  readonly timeoutMs: number;
}

/** An instance, and how its `/chaos` routes are reached. */
export interface ChaosTarget {
  readonly service: ServiceName;
  readonly instance: string;
  /** Answers what the instance said. Rejects when it said nothing in time. */
  ask(question: ChaosQuestion): Promise<{ readonly status: number; readonly text: string }>;
  /** Whether its process runs now: one that does not holds nothing. */
  isRunning(): boolean;
}

/** What is to be in force, by service. */
type Wanted = ReadonlyMap<ServiceName, ReadonlyMap<FlagName, unknown>>;

const LEASE_MS = 2_000;
const RENEWAL_MS = 500;
const ANSWER_MS = 1_500;
/** After this, whatever nobody renews has ended by itself. */
const RELEASE_TIMEOUT_MS = LEASE_MS + 1_000;

/** The overrides one run has asked for, kept in force on every instance for as long as they are wanted. */
export class ChaosLeases {
  readonly #leaseId: string;
  readonly #targets: () => readonly ChaosTarget[];
  readonly #wanted = new Map<ServiceName, Map<FlagName, unknown>>();
  /** Per instance, the last question: asked one after the other, so that no renewal overtakes the release. */
  readonly #turns = new Map<string, Promise<unknown>>();
  /** Instances with a question on its way. */
  readonly #busy = new Set<string>();

  #renewal: NodeJS.Timeout | undefined;

  /**
   * @param leaseId one for each run
   * @param targets answers the instances there are now: those that come later get what is in force
   */
  constructor(leaseId: string, targets: () => readonly ChaosTarget[]) {
    this.#leaseId = leaseId;
    this.#targets = targets;
  }

  /** Whether anything is meant to be in force. */
  get isHolding(): boolean {
    return this.#wanted.size > 0;
  }

  /**
   * Puts overrides in force beside those that are, and keeps renewing all of them.
   * @throws EnvironmentError that names the instances that did not take them, and why
   */
  async apply(services: readonly ServiceName[], overrides: readonly FlagOverride[]): Promise<void> {
    for (const service of services) {
      const flags = this.#wanted.get(service) ?? new Map<FlagName, unknown>();
      for (const { flag, value } of overrides) flags.set(flag, value);
      this.#wanted.set(service, flags);
    }
    this.#renewal ??= setInterval(() => this.#renewAll(), RENEWAL_MS);
    const targets = this.#targets().filter(({ service }) => services.includes(service));
    const outcomes = await Promise.allSettled(targets.map((target) => this.#put(target)));
    const refused = outcomes.flatMap((outcome, index) =>
      outcome.status === 'rejected' ? [`${targets[index]?.instance} (${outcome.reason.message})`] : [],
    );
    if (refused.length === 0) return;
    throw new EnvironmentError(`overrides were not taken by ${refused.join(', ')}`, {
      hint: 'See `shopctl status` and the logs of the instance.',
    });
  }

  /** Gives an instance that has just started what is in force on its service. */
  renew(service: string): void {
    for (const target of this.#targets())
      if (target.service === service) void this.#put(target).catch(() => {});
  }

  /** Gives an instance that is about to serve what is in force on its service. @throws Error when it does not take it */
  async tell(target: ChaosTarget): Promise<void> {
    await this.#put(target);
  }

  /**
   * Ends everything, everywhere, and looks whether it is gone. Safe to call twice.
   * @returns what is still in force, or could not be shown to be gone
   */
  async release(): Promise<readonly ChaosState[]> {
    const asked: Wanted = new Map(this.#wanted);
    this.#wanted.clear();
    clearInterval(this.#renewal);
    this.#renewal = undefined;
    await Promise.allSettled(this.#targets().map((target) => this.#ask(target, 'DELETE', this.#leasePath())));
    let left: readonly ChaosState[] = [];
    const look = async () => {
      const states = await Promise.all(this.#targets().map((target) => this.#inForce(target, asked)));
      left = states.filter(({ leases }) => leases.length > 0);
      return left.length === 0;
    };
    await waitUntil(look, { timeoutMs: RELEASE_TIMEOUT_MS, intervalMs: 100 });
    return left;
  }

  #renewAll(): void {
    for (const target of this.#targets()) {
      // An instance that does not answer, or is just starting, is asked again in half a second.
      if (!this.#busy.has(target.instance)) void this.#put(target).catch(() => {});
    }
  }

  async #put(target: ChaosTarget): Promise<void> {
    const request = (): LeaseRequest | undefined => {
      const overrides = overridesOf(this.#wanted.get(target.service));
      return overrides.length === 0 ? undefined : { expiresInMs: LEASE_MS, overrides };
    };
    await this.#ask(target, 'PUT', this.#leasePath(), request);
  }

  async #inForce(target: ChaosTarget, asked: Wanted): Promise<ChaosState> {
    const { instance, service } = target;
    try {
      return (await this.#ask(target, 'GET', '/chaos')) ?? { instance, leases: [] };
    } catch {
      const overrides = overridesOf(asked.get(service));
      const isGone = !target.isRunning() || overrides.length === 0;
      return { instance, leases: isGone ? [] : [{ id: this.#leaseId, overrides }] };
    }
  }

  /** @param body asked for when it is this question's turn; `undefined` then leaves the question out */
  #ask(
    target: ChaosTarget,
    method: 'GET' | 'PUT' | 'DELETE',
    path: string,
    body?: () => LeaseRequest | undefined,
  ): Promise<ChaosState | undefined> {
    const before = this.#turns.get(target.instance) ?? Promise.resolve();
    const turn = before.then(async () => {
      const payload = body?.();
      if (body !== undefined && payload === undefined) return undefined;
      const reply = await target.ask({ method, path, body: payload, timeoutMs: ANSWER_MS });
      if (reply.status !== 200) throw new Error(`answered ${reply.status} ${reply.text.slice(0, 200)}`);
      return JSON.parse(reply.text) as ChaosState; // the shop's contract for its own /chaos routes
    });
    this.#busy.add(target.instance);
    const settled: Promise<void> = turn.then(
      () => this.#endTurn(target.instance, settled),
      () => this.#endTurn(target.instance, settled),
    );
    this.#turns.set(target.instance, settled);
    return turn;
  }

  #endTurn(instance: string, turn: Promise<unknown>): void {
    if (this.#turns.get(instance) === turn) this.#busy.delete(instance);
  }

  #leasePath(): string {
    return `/chaos/leases/${encodeURIComponent(this.#leaseId)}`;
  }
}

function overridesOf(flags: ReadonlyMap<FlagName, unknown> | undefined): readonly FlagOverride[] {
  return [...(flags ?? [])].map(([flag, value]) => ({ flag, value }));
}
