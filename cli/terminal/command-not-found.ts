import type { Hook } from '@oclif/core/hooks';
import { didYouMean } from '../core/closest-name.ts';
import { ExitCode, UsageError } from '../core/errors.ts';

/** Says which command was probably meant, and exits as for any other wrong word. */
const commandNotFound: Hook.CommandNotFound = async ({ id, config }) => {
  const typed = id.replaceAll(':', ' ');
  const known = config.commands.filter(({ hidden }) => !hidden).map(({ id }) => id.replaceAll(':', ' '));
  const error = new UsageError(`"${typed}" is not a command`, { hint: didYouMean(typed, known) });
  throw Object.assign(error, { oclif: { exit: ExitCode.usage }, suggestions: [error.hint] });
};

export default commandNotFound;
