import type { Cause } from './diagnosis.ts';

/** The node has thrown the pod out: its disk or memory ran low, or it is going down. */
export const evicted: Cause = ({ phase, failure }) => {
  if (phase !== 'Failed' || failure === undefined) return undefined;
  return {
    cause: 'evicted',
    sentence: `its node ended it (${failure.reason})`,
    evidence: failure.message === '' ? [] : [failure.message],
    hint: 'Free disk or memory of the node, or add a node.',
    patienceMs: 10_000,
  };
};
