import * as Flags from '@oclif/core/flags';

/** Which shop a command means, where there may be one on this machine and one on a cluster. */
export const platformFlags = {
  target: Flags.option({
    options: ['local', 'kubernetes'] as const,
    description: 'Where the shop runs; that of the last deploy from this folder when left out.',
    env: 'SHOPCTL_TARGET',
    helpGroup: 'PLATFORM',
  })(),
  context: Flags.string({
    description: 'Context of the kubeconfig; the current one when left out.',
    env: 'SHOPCTL_CONTEXT',
    helpGroup: 'PLATFORM',
  }),
  namespace: Flags.string({
    description: 'Namespace on the cluster; "shop" when left out.',
    env: 'SHOPCTL_NAMESPACE',
    helpGroup: 'PLATFORM',
  }),
};
