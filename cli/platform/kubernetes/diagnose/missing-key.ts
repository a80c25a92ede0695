import type { Cause } from './diagnosis.ts';
import type { PodState } from './pod-state.ts';

/** A Secret or ConfigMap, or a key of it, that a container or a volume asks for is not there. */
export const missingKey: Cause = (pod) => {
  const evidence = complaintOf(pod);
  if (evidence === undefined) return undefined;
  const what = missingIn(evidence, pod.volumes);
  return {
    cause: 'missing-key',
    sentence: what === undefined ? 'its configuration cannot be used' : `${what} is missing`,
    evidence: [evidence],
    hint: 'Deploy again: it makes what is missing and keeps what is there.',
    patienceMs: 3000,
  };
};

/** The kubelet says it of a container, or, when a volume needs it, only as an event. */
function complaintOf({ containers, events }: PodState): string | undefined {
  const waiting = containers.find((each) => each.waiting?.reason === 'CreateContainerConfigError')?.waiting;
  if (waiting !== undefined) return `CreateContainerConfigError: ${waiting.message ?? ''}`;
  if (containers.some(({ isRunning, ended }) => isRunning || ended !== undefined)) return undefined;
  const mount = events.findLast(
    ({ reason, message }) => reason === 'FailedMount' && missingIn(message, {}) !== undefined,
  );
  return mount && `FailedMount: ${mount.message}`;
}

function missingIn(message: string, volumes: PodState['volumes']): string | undefined {
  const key = /couldn't find key (\S+) in (Secret|ConfigMap) (?:\S+\/)?(\S+)/.exec(message);
  if (key) return `the key "${key[1]}" of the ${key[2]} "${key[3]}"`;
  const object = /(secret|configmap) "([^"]+)" not found/.exec(message);
  if (object) return `the ${object[1] === 'secret' ? 'Secret' : 'ConfigMap'} "${object[2]}"`;
  const mounted = /volume "([^"]+)" : references non-existent (secret|config) key: (\S+)/.exec(message);
  if (mounted === null) return undefined;
  const [, volume = '', , name] = mounted;
  return `the key "${name}" of the ${volumes[volume] ?? `volume "${volume}"`}`;
}
