import * as Flags from '@oclif/core/flags';

/** How requests reach the target. */
export const wireFlags = {
  connections: Flags.option({
    options: ['shared', 'per-user', 'new'] as const,
    default: 'shared',
    description:
      'Who shares connections: all users; the requests of one iteration, which closes them at its end; or nobody, so that each request opens its own.',
  })(),
  http2: Flags.boolean({
    description: 'Speak HTTP/2, many requests at once on a connection; the target must be https.',
    default: false,
  }),
  ca: Flags.string({
    description: 'PEM file with certificates to trust besides the usual ones.',
    helpValue: 'FILE',
  }),
  cert: Flags.string({
    description: 'PEM file with a certificate to show to a target that asks for one.',
    helpValue: 'FILE',
    dependsOn: ['key'],
  }),
  key: Flags.string({
    description: 'PEM file with its private key.',
    helpValue: 'FILE',
    dependsOn: ['cert'],
  }),
  insecure: Flags.boolean({
    description: 'Take any certificate of the target; the report says so.',
    default: false,
  }),
  proxy: Flags.string({
    description:
      'Send requests through this proxy; else through HTTPS_PROXY or HTTP_PROXY, where --target is a URL that is neither on this machine nor in NO_PROXY.',
    helpValue: 'URL',
  }),
};
