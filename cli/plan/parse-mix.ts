import { UsageError } from '../core/errors.ts';
import type { MixEntry } from './run-plan.ts';

const HINT = 'Write how often an iteration plays each journey: menu=0.8,purchase=60%.';

/**
 * Reads a mix, `JOURNEY=SHARE` joined by commas; a share is 0.8 or 80%.
 * @throws UsageError naming the part that is wrong
 * @example parseMix('menu=0.8,history=30%') // [{ journey: 'menu', probability: 0.8 }, …]
 */
export function parseMix(text: string): readonly MixEntry[] {
  const mix = text.split(',').map((part) => parseEntry(text, part.trim()));
  const twice = mix.find(({ journey }, place) => mix.findIndex((one) => one.journey === journey) !== place);
  if (twice !== undefined) throw wrong(text, `"${twice.journey}" stands there twice`);
  return mix;
}

function parseEntry(text: string, part: string): MixEntry {
  const [, journey, number, percent] = /^([\w-]+)=(\d+(?:\.\d+)?)(%?)$/.exec(part) ?? [];
  if (journey === undefined) throw wrong(text, `"${part}" is not a journey and its share`);
  const probability = Number(number) / (percent === '%' ? 100 : 1);
  if (probability > 0 && probability <= 1) return { journey, probability };
  throw wrong(text, `${number}${percent} is not between 0 and 1`);
}

function wrong(text: string, what: string): UsageError {
  return new UsageError(`--mix ${text}: ${what}`, { hint: HINT });
}
