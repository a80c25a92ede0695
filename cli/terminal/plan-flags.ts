import * as Flags from '@oclif/core/flags';
import {
  FLAVOUR_NAMES,
  FLAVOURS,
  type Flavour,
  type FlavourName,
  isFlavourName,
} from '../../target-shop/contract/flavours.ts';
import { type ShopSize, servicesOf } from '../../target-shop/service-table.ts';
import { didYouMean } from '../core/closest-name.ts';
import { parseDurationMs } from '../core/duration.ts';
import { UsageError } from '../core/errors.ts';
import { parseRatePerSecond } from '../core/rate.ts';

/** A flag for a length of time: `--duration 2m`. The value is milliseconds. */
export const durationFlag = Flags.custom<number>({ parse: async (text) => parseDurationMs(text) });

/** A flag for iterations per minute or second: `--rate 30/m`. The value is per second. */
export const rateFlag = Flags.custom<number>({ parse: async (text) => parseRatePerSecond(text) });

/** The seed of arrivals, draws and fault decisions: a 32-bit unsigned integer. */
export const seedFlag = Flags.integer({
  description: 'Seed of arrivals, draws and fault decisions; the same seed and plan give the same run.',
  min: 0,
  max: 0xffff_ffff,
});

/** How many demo seconds pass in a second. */
export const speedFlag = Flags.custom<number>({
  description: 'Demo seconds per second: divides times and think times, never rates.',
  parse: async (text) => {
    const speed = Number(text);
    if (speed > 0 && speed <= 60) return speed;
    throw new UsageError(`--speed ${text} is not between 0 and 60`, {
      hint: 'Write a number such as 1, 10 or 30.',
    });
  },
});

/** How much a figure may move before it counts; 0..1 once read. */
export const toleranceFlag = Flags.custom<number>({
  description: 'Changes smaller than this are noise.',
  default: 0.05,
  defaultHelp: async () => '5%',
  parse: async (text) => {
    const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
    if (percent !== undefined) return Number(percent) / 100;
    throw new UsageError(`--tolerance ${text} is not a percentage`, { hint: 'Write it as 5% or 2.5%.' });
  },
});

/** Which of its documents the shop is like. */
export const flavourFlag = Flags.custom<FlavourName>({
  description: `Start the shop’s flags, and its load, as one of its documents has them: ${FLAVOUR_NAMES.join(', ')}.`,
  helpValue: 'NAME',
  env: 'SHOPCTL_FLAVOUR',
  parse: async (text) => {
    if (isFlavourName(text)) return text;
    throw new UsageError(`--flavour ${text} is not a flavour`, { hint: didYouMean(text, FLAVOUR_NAMES) });
  },
});

/** @throws UsageError when a shop of the size has not all that the flavour's users go to */
export function refuseTooSmall(flavour: FlavourName, size: ShopSize): void {
  const { needs = [] }: Flavour = FLAVOURS[flavour];
  const there = servicesOf(size).map(({ name }) => name);
  const missing = needs.filter((name) => !there.includes(name));
  if (missing.length === 0) return;
  throw new UsageError(`--flavour ${flavour} needs ${missing.join(', ')}, and --size ${size} leaves it out`, {
    hint: 'Deploy the whole shop: leave --size out.',
  });
}

/** First port of the shop's block. */
export const portBaseFlag = Flags.integer({
  description: 'First port of the block: the frontend; the other services and stores follow.',
  default: 3000,
  min: 1024,
  max: 65_000,
  env: 'SHOPCTL_PORT_BASE',
});
