import * as Flags from '@oclif/core/flags';
import { UsageError } from '../core/errors.ts';
import type { K6Program } from '../plan/run-plan.ts';

/** What plays a load. */
export const engineFlags = {
  engine: Flags.option({
    options: ['embedded', 'k6'] as const,
    default: 'embedded',
    description:
      'What plays loads: shopctl itself, or your k6 (1.8 or newer, 2.x), with the same plan, seed, thresholds and summary.',
  })(),
  'k6-binary': Flags.string({
    description: 'The k6 of --engine k6; the one in PATH when left out.',
    helpValue: 'PATH',
    env: 'SHOPCTL_K6_BINARY',
  }),
};

/**
 * Answers the k6 that plays the load; `undefined` for the embedded engine.
 * @param typed names of the flags that stand on the command line
 * @throws EnvironmentError when there is no k6, or not one that can be driven
 */
export async function chosenK6(
  flags: { readonly engine: 'embedded' | 'k6'; readonly 'k6-binary'?: string | undefined },
  typed: ReadonlySet<string>,
): Promise<K6Program | undefined> {
  if (flags.engine === 'k6') {
    const { findK6 } = await import('../load/k6/find-k6.ts');
    return findK6(flags['k6-binary'], process.env['PATH']);
  }
  if (!typed.has('k6-binary')) return undefined;
  throw new UsageError('--k6-binary without --engine k6 does nothing', {
    hint: 'Add --engine k6, or leave it out.',
  });
}
