import type { Cause } from './diagnosis.ts';

/** A volume cannot be attached or mounted, and not because a Secret or ConfigMap is missing. */
export const unmountableVolume: Cause = ({ containers, events }) => {
  if (containers.some(({ isRunning, ended }) => isRunning || ended !== undefined)) return undefined;
  const failed = events.findLast(({ reason }) => reason === 'FailedMount' || reason === 'FailedAttachVolume');
  if (failed === undefined) return undefined;
  const volume = /volume "([^"]+)"/.exec(failed.message)?.[1];
  return {
    cause: 'volume',
    sentence: `${volume === undefined ? 'a volume' : `the volume "${volume}"`} cannot be mounted`,
    evidence: [`${failed.reason}: ${failed.message}`],
    hint: 'What the message names must be there on the node; ask who runs the cluster.',
    // Volumes of a pod that has just ended elsewhere take a while to be free.
    patienceMs: 30_000,
  };
};
