import { parseQuantity } from '../quantity.ts';
import type { Cause } from './diagnosis.ts';
import type { ContainerState } from './pod-state.ts';

/** No node takes the pod. A node may be on its way, so this may last a while. */
export const unschedulable: Cause = ({ conditions, containers, events }) => {
  const scheduled = conditions.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status !== 'False' || scheduled.reason !== 'Unschedulable') return undefined;
  const message = scheduled.message ?? '';
  const lacking = [...message.matchAll(/Insufficient ([\w.-]*\w)/g)].map(([, resource]) => resource);
  const comes = events.findLast(({ reason }) => reason === 'TriggeredScaleUp');
  return {
    cause: 'unschedulable',
    sentence:
      lacking.length > 0
        ? `no node has the ${[...new Set(lacking)].join(' and ')} it asks for`
        : 'no node takes it',
    evidence: [message, ...(comes === undefined ? [] : [`${comes.reason}: ${comes.message}`])],
    hint: 'Free some of it, add a node, or lower resources.requests.',
    patienceMs: comes === undefined ? 15_000 : Number.POSITIVE_INFINITY,
    inquiry: { about: 'room', requests: requestsOf(containers) },
  };
};

function requestsOf(containers: readonly ContainerState[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const [resource, amount] of containers.flatMap(({ requests }) => Object.entries(requests))) {
    sums[resource] = (sums[resource] ?? 0) + parseQuantity(amount);
  }
  return sums;
}
