import type { PodState } from './pod-state.ts';

/** Why a pod does not come up. */
export interface Diagnosis {
  readonly cause:
    | 'image'
    | 'missing-key'
    | 'volume'
    | 'crash'
    | 'out-of-memory'
    | 'unschedulable'
    | 'policy'
    | 'quota'
    | 'probe'
    | 'evicted';
  /** What happened, with the value: a sentence without its full stop. */
  readonly sentence: string;
  /** What the cluster said, line by line. */
  readonly evidence: readonly string[];
  readonly hint: string;
  /** How long it may last before the deployment gives up; many troubles pass by themselves. */
  readonly patienceMs: number;
  /** What else is worth asking for, once there is no more hope. */
  readonly inquiry?: Inquiry;
}

/** A question whose answer belongs to the evidence. */
export type Inquiry =
  | { readonly about: 'log'; readonly container: string; readonly previous: boolean }
  | { readonly about: 'probe'; readonly container: string; readonly port: number; readonly path: string }
  | { readonly about: 'room'; readonly requests: Readonly<Record<string, number>> };

/** Looks for one cause. @returns `undefined` when it is not this one */
export type Cause = (pod: PodState) => Diagnosis | undefined;
