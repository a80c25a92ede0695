import type { PodState } from './pod-state.ts';

/** Why a pod does not come up. */
export interface Diagnosis {
  readonly cause:
    | 'image'
    | 'missing-key'
    | 'crash'
    | 'out-of-memory'
    | 'unschedulable'
    | 'policy'
    | 'quota'
    | 'not-ready';
  /** What happened, with the value: a sentence without its full stop. */
  readonly sentence: string;
  /** What the cluster said, line by line. */
  readonly evidence: readonly string[];
  readonly hint: string;
  /** How long it may last before the deployment gives up; many troubles pass by themselves. */
  readonly patienceMs: number;
  /** The container whose last words belong to the evidence. */
  readonly logOf?: { readonly container: string; readonly previous: boolean };
}

/** Looks for one cause. @returns `undefined` when it is not this one */
export type Cause = (pod: PodState) => Diagnosis | undefined;
