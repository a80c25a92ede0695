import { UsageError } from '../core/errors.ts';

/** Where an option is written, and so what it is called there. */
export interface OptionNames {
  /** Answers what the user knows an option as, by the name of its flag: `--max-in-flight`, or `maxInFlight`. */
  nameOf(flag: string): string;
}

/** Options as flags of the command line. */
export const FLAG_NAMES: OptionNames = { nameOf: (flag) => `--${flag}` };

/** Options as keys of a file. @example FILE_KEYS.nameOf('max-in-flight') // 'maxInFlight' */
export const FILE_KEYS: OptionNames = {
  nameOf: (flag) => SEVERAL[flag] ?? flag.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
};

/** Flags that are repeated are lists in a file. */
const SEVERAL: Readonly<Record<string, string>> = { stage: 'stages', threshold: 'thresholds' };

/** An option says something that cannot be used, or not beside another. */
export class OptionError extends UsageError {
  /** Name of its flag, and the place in it where there are several. */
  readonly option: readonly [flag: string, ...place: readonly PropertyKey[]];

  constructor(option: OptionError['option'], ...rest: ConstructorParameters<typeof UsageError>) {
    super(...rest);
    this.option = option;
  }
}
