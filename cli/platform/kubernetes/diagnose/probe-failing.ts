import type { Cause } from './diagnosis.ts';
import type { PodEvent } from './pod-events.ts';
import type { ContainerState } from './pod-state.ts';

/** So often a container that still starts may fail its probe. */
const USUAL_FAILURES = 5;
/** A container that ends otherwise ends by itself, whatever its probe says. */
const EXIT_CODES_OF_KILLED = [0, 137, 143];

/** The container runs, but does not answer its probe as it should; the kubelet may end it for that. */
export const probeFailing: Cause = ({ containers, events }) => {
  for (const container of containers) {
    const own = events.filter((event) => event.container === container.name);
    const unhealthy = own.findLast(({ reason }) => reason === 'Unhealthy');
    if (container.isReady || unhealthy === undefined || hasEndedByItself(container)) continue;
    const isKilled = own.some(
      ({ reason, message }) => reason === 'Killing' && /failed \w+ probe/.test(message),
    );
    if (!isKilled && (container.ended !== undefined || unhealthy.count < USUAL_FAILURES)) continue;
    const kind = /^(\w+) probe/.exec(unhealthy.message)?.[1]?.toLowerCase() ?? 'readiness';
    return {
      cause: 'probe',
      sentence: isKilled
        ? `container "${container.name}" is ended again and again: its ${kind} probe fails`
        : `container "${container.name}" runs, but its ${kind} probe fails`,
      evidence: [evidenceOf(unhealthy)],
      hint: 'Its log says what it waits for: `shopctl logs NAME`.',
      // It may wait for something that still comes; the deployment's own deadline ends that.
      patienceMs: isKilled ? 10_000 : Number.POSITIVE_INFINITY,
      ...inquiryOf(container, kind),
    };
  }
  return undefined;
};

function hasEndedByItself({ ended }: ContainerState): boolean {
  return ended !== undefined && !EXIT_CODES_OF_KILLED.includes(ended.exitCode);
}

function evidenceOf({ message, count }: PodEvent): string {
  return `${message}${count > 1 ? `, ${count} times` : ''}`;
}

function inquiryOf({ name, probes }: ContainerState, kind: string) {
  const probe = probes[kind];
  return probe === undefined ? {} : { inquiry: { about: 'probe', container: name, ...probe } as const };
}
