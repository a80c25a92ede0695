import { FLAGS, type FlagdFile, type FlagName } from '../../target-shop/contract/flags.ts';
import { flavourOf, newFlagFile, startVariantOf } from '../../target-shop/contract/new-flag-file.ts';
import { didYouMean } from '../core/closest-name.ts';
import { EnvironmentError, UsageError } from '../core/errors.ts';

/** A flag as the shop reads it now. */
export interface FlagSetting {
  readonly flag: FlagName;
  readonly variant: string;
  readonly value: unknown;
  /** Whether it is as in a new shop, of the flavour if there is one. */
  readonly isDefault: boolean;
  readonly variants: readonly string[];
  readonly purpose: string;
}

/** The part of the file that is read and written here; the rest is kept as it is. */
type ShopFlags = Pick<FlagdFile, 'flags'>;

const NAMES = Object.keys(FLAGS) as readonly FlagName[];

/** Answers every flag of the shop, as a flag file sets it. @throws EnvironmentError when the text is no flag file */
export function readFlags(text: string): readonly FlagSetting[] {
  const { flags } = parseFlagFile(text);
  const flavour = flavourOf(text);
  return NAMES.map((flag) => {
    const { purpose, variants } = FLAGS[flag];
    const defaultVariant = startVariantOf(flag, flavour);
    const written = flags[flag] ?? { defaultVariant, variants };
    return {
      flag,
      variant: written.defaultVariant,
      value: written.variants[written.defaultVariant],
      isDefault: written.defaultVariant === defaultVariant,
      variants: Object.keys(written.variants),
      purpose,
    };
  });
}

/** Answers one flag. @throws UsageError that names the flag probably meant */
export function readFlag(text: string, name: string): FlagSetting {
  const setting = readFlags(text).find(({ flag }) => flag === name);
  if (setting === undefined)
    throw new UsageError(`"${name}" is not a flag`, { hint: didYouMean(name, NAMES) });
  return setting;
}

/** Answers the file with a flag set to one of its variants. @throws UsageError for an unknown flag or variant */
export function withVariant(text: string, name: string, variant: string): string {
  const { flag, variants } = readFlag(text, name);
  if (!variants.includes(variant)) {
    throw new UsageError(`flag ${flag} has no variant "${variant}"`, { hint: didYouMean(variant, variants) });
  }
  const file = parseFlagFile(text);
  const written = { ...file.flags[flag], defaultVariant: variant };
  return print({ ...file, flags: { ...file.flags, [flag]: written } });
}

/**
 * Answers the file with one flag as in a new shop, or with all of them: as the shop's flavour has it, else at its
 * default. @throws UsageError for an unknown flag
 */
export function withDefaults(text: string, name?: string): string {
  const flavour = flavourOf(text);
  if (name === undefined) return newFlagFile(flavour);
  return withVariant(text, name, startVariantOf(readFlag(text, name).flag, flavour));
}

function print(file: object): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

function parseFlagFile(text: string): ShopFlags {
  try {
    const file = JSON.parse(text);
    if (typeof file?.flags === 'object' && file.flags !== null) return file;
    throw new Error('it has no "flags"');
  } catch (cause) {
    throw new EnvironmentError(`the shop's flag file cannot be read: ${(cause as Error).message}`, {
      hint: '`shopctl flags reset` writes it anew.',
      cause,
    });
  }
}
