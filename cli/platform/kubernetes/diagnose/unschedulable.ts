import type { Cause } from './diagnosis.ts';

/** No node takes the pod. A node may be on its way, so this may last a while. */
export const unschedulable: Cause = ({ conditions }) => {
  const scheduled = conditions.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status !== 'False' || scheduled.reason !== 'Unschedulable') return undefined;
  const message = scheduled.message ?? '';
  const lacking = [...message.matchAll(/Insufficient ([\w.-]*\w)/g)].map(([, resource]) => resource);
  return {
    cause: 'unschedulable',
    sentence:
      lacking.length > 0
        ? `no node has the ${[...new Set(lacking)].join(' and ')} it asks for`
        : 'no node takes it',
    evidence: [message],
    hint: 'Free some of it, add a node, or lower resources.requests.',
    patienceMs: 15_000,
  };
};
