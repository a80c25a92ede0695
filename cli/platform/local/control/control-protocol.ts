import type { ChaosState, FlagOverride } from '../../../../target-shop/contract/chaos-wire.ts';
import type { ServiceName } from '../../../../target-shop/service-table.ts';
import type { InstanceEvent, ShopStatus } from '../../platform.ts';

/**
 * What the command line asks the supervisor, over a Unix socket, one JSON object a line:
 *
 *   → {"id": 1, "call": "hello", "input": {"token": "…", "pid": 4711}}      first, or the connection ends
 *   ← {"id": 1, "answer": …}  or  {"id": 1, "failure": {"message": "…", "hint": "…"}}
 *   → {"beat": true}                                                        "I am not frozen"; no answer
 *   ← {"event": …}                                                          at any time after hello
 *
 * A run belongs to its connection: when that ends, the supervisor undoes everything the run did.
 */
export interface ControlCalls {
  hello(input: { readonly token: string; readonly pid: number }): undefined;
  /** `quick` leaves out memory, and believes what was last known about readiness. */
  status(input: { readonly quick: boolean }): ShopStatus;
  /** Puts a new process in the place of a service's, without a gap; answers when the old one has ended. */
  restart(input: { readonly name: string }): undefined;
  /** Answers when every part has ended; the supervisor ends next. */
  stop(input: undefined): undefined;
  'run.open'(input: { readonly runId: string }): readonly InstanceName[];
  'run.close'(input: undefined): undefined;
  'overrides.apply'(input: {
    readonly services: readonly ServiceName[];
    readonly overrides: readonly FlagOverride[];
  }): undefined;
  'overrides.release'(input: undefined): readonly ChaosState[];
  'telemetry.flush'(input: undefined): undefined;
  'telemetry.record'(input: { readonly file: string }): undefined;
}

export type CallName = keyof ControlCalls;
export type CallInput<Name extends CallName> = Parameters<ControlCalls[Name]>[0];
export type CallAnswer<Name extends CallName> = ReturnType<ControlCalls[Name]>;

/** An instance that takes overrides. */
export interface InstanceName {
  readonly service: ServiceName;
  readonly instance: string;
}

/** A line to the supervisor. */
export type ControlRequest =
  | { readonly id: number; readonly call: CallName; readonly input?: unknown }
  | { readonly beat: true };

/** A line from the supervisor: the answer to a call or why it failed, by the call's id, or an event. */
export interface ControlReply {
  readonly id?: number;
  readonly answer?: unknown;
  readonly failure?: ControlFailure;
  readonly event?: InstanceEvent;
}

/** Why a call failed, for an EnvironmentError on the other side. */
export interface ControlFailure {
  readonly message: string;
  readonly hint?: string;
  readonly code?: string;
}

/** How often the holder of a run says that it is not frozen, in milliseconds. */
export const BEAT_INTERVAL_MS = 500;
