import type { FaultPlan } from '../../plan/run-plan.ts';
import type { Fault } from '../fault.ts';
import { recommendationDegraded } from './recommendation-degraded.ts';

const FAULTS: Readonly<Record<FaultPlan['kind'], Fault>> = {
  'recommendation-degraded': recommendationDegraded,
};

/** Answers the fault of a kind. */
export function faultOf(kind: FaultPlan['kind']): Fault {
  return FAULTS[kind];
}
