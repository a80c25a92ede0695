/** Units Prometheus wants in the name, as its OTLP endpoint would put them there. */
export const UNIT_WORDS: Readonly<Record<string, string>> = { s: 'seconds', By: 'bytes' };

/** Answers a metric's name with its unit; one that says it already does not say it twice. */
export function nameWithUnit(name: string, unit: string): string {
  const word = UNIT_WORDS[unit];
  return word === undefined || name.endsWith(`_${word}`) ? name : `${name}_${word}`;
}

/** Answers the name of a metric or an attribute as the text format allows it. */
export function prometheusName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_]/g, '_').replaceAll(/_{2,}/g, '_');
}
