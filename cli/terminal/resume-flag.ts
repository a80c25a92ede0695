import * as Flags from '@oclif/core/flags';
import { UsageError } from '../core/errors.ts';
import type { PlatformChoice } from '../platform/choose-platform.ts';
import type { ResumableRun } from '../run/checkpoint/find-resumable.ts';

/** Which run is gone on with. */
export const resumeFlag = Flags.string({
  description:
    'Go on with a load that was cut off (killed, machine off) or stopped: the rest of its plan, as a run of its own whose record covers both. last: the newest run.',
  helpValue: 'RUN|last',
});

/** What says nothing of how the load is played. */
const FREE = ['resume', 'baseline', 'tolerance', 'out', 'dry-run', 'json', 'no-color'];
const WHERE_THE_SHOP_IS = ['target', 'context', 'namespace'];

/**
 * Answers where the shop is that a resumed run goes on with.
 * @param typed names of the flags that stand on the command line
 * @throws UsageError that names the first flag which would change what is played
 */
export function resumedOn(
  { isOnShop, earlier, plan }: ResumableRun,
  flags: { readonly [Name in 'target' | 'context' | 'namespace']: string | undefined },
  typed: ReadonlySet<string>,
): PlatformChoice {
  const free = isOnShop ? [...FREE, ...WHERE_THE_SHOP_IS] : FREE;
  const other = [...typed].find((name) => !free.includes(name));
  if (other !== undefined) {
    const target = plan.targetUrl === undefined ? '' : ` against ${plan.targetUrl}`;
    throw new UsageError(`--${other} and --resume cannot stand together`, {
      hint: `The rest of run ${earlier.id} is played as it was planned${target}: leave --${other} out.`,
    });
  }
  const { target, context, namespace } = flags;
  if (!isOnShop || target === undefined) return { context, namespace };
  if (target === 'local' || target === 'kubernetes') return { target, context, namespace };
  throw new UsageError(`--target ${target}: run ${earlier.id} was played on a deployed shop`, {
    hint: 'Leave --target out, or say local or kubernetes.',
  });
}
