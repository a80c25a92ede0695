import { defaultFlagFile, FLAGS, type FlagName } from './flags.ts';
import { FLAVOURS, type Flavour, type FlavourName, isFlavourName } from './flavours.ts';

/** Answers the variant a flag starts with in a shop of a flavour, or of none. */
export function startVariantOf(flag: FlagName, name: FlavourName | undefined): string {
  const own: Flavour['flags'] = name === undefined ? {} : FLAVOURS[name].flags;
  return own[flag] ?? FLAGS[flag].defaultVariant;
}

/**
 * Answers the flag file of a new shop. Its metadata names the flavour, so that whoever sets flags back finds it
 * wherever the file is: in a folder, or on a cluster.
 */
export function newFlagFile(flavour: FlavourName | undefined): string {
  const { flags, ...file } = defaultFlagFile();
  const started = Object.entries(flags).map(([flag, row]) => [
    flag,
    { ...row, defaultVariant: startVariantOf(flag as FlagName, flavour) }, // the file has the table's flags
  ]);
  const metadata = flavour === undefined ? {} : { metadata: { flavour } };
  return `${JSON.stringify({ ...file, ...metadata, flags: Object.fromEntries(started) }, null, 2)}\n`;
}

/** Answers the flavour of the shop that a flag file belongs to; `undefined` when it has none, or cannot be read. */
export function flavourOf(text: string): FlavourName | undefined {
  try {
    const flavour: unknown = JSON.parse(text).metadata?.flavour;
    return isFlavourName(flavour) ? flavour : undefined;
  } catch {
    return undefined; // what is broken can still be set back
  }
}
