import type { Cause } from './diagnosis.ts';

const PULLING = ['ErrImagePull', 'ImagePullBackOff', 'RegistryUnavailable'];
const HOPELESS = ['InvalidImageName', 'ErrImageNeverPull', 'ImageInspectError'];

/** The image cannot be had. A registry may be busy for a while; a wrong name stays wrong. */
export const missingImage: Cause = ({ containers }) => {
  for (const { image, waiting } of containers) {
    const reason = waiting?.reason ?? '';
    if (!PULLING.includes(reason) && !HOPELESS.includes(reason)) continue;
    return {
      cause: 'image',
      sentence: `the image "${image}" cannot be pulled`,
      evidence: [`${reason}: ${waiting?.message ?? 'no reason given'}`],
      hint: 'Build it (`shopctl image DIR`), put it on the nodes or into a registry they reach, and name it with --image.',
      patienceMs: HOPELESS.includes(reason) ? 1000 : 10_000,
    };
  }
  return undefined;
};
