import { UsageError } from '../core/errors.ts';
import type { MixEntry } from './run-plan.ts';

const HINT = 'Write how often an iteration plays each journey: menu=0.8,purchase=60%.';

/**
 * Reads a mix, `JOURNEY=SHARE` joined by commas; a share is 0.8 or 80%.
 * @param name of what says it
 * @throws UsageError naming the part that is wrong
 * @example parseMix('menu=0.8,history=30%') // [{ journey: 'menu', probability: 0.8 }, …]
 */
export function parseMix(text: string, name = '--mix'): readonly MixEntry[] {
  const wrong = (what: string) => new UsageError(`${name} ${text}: ${what}`, { hint: HINT });
  const mix = text.split(',').map((part) => parseEntry(part.trim(), wrong));
  const twice = mix.find(({ journey }, place) => mix.findIndex((one) => one.journey === journey) !== place);
  if (twice !== undefined) throw wrong(`"${twice.journey}" stands there twice`);
  return mix;
}

function parseEntry(part: string, wrong: (what: string) => UsageError): MixEntry {
  const [, journey, number, percent] = /^([\w-]+)=(\d+(?:\.\d+)?)(%?)$/.exec(part) ?? [];
  if (journey === undefined) throw wrong(`"${part}" is not a journey and its share`);
  const probability = Number(number) / (percent === '%' ? 100 : 1);
  if (probability > 0 && probability <= 1) return { journey, probability };
  throw wrong(`${number}${percent} is not between 0 and 1`);
}
