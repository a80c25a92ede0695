import * as Flags from '@oclif/core/flags';
import { LOAD_SHAPES } from '../plan/load-shapes.ts';
import { durationFlag, rateFlag } from './plan-flags.ts';

/** How a load moves: on schedule at a rate, or by virtual users; over a duration in a shape, or in stages. */
export const courseFlags = {
  rate: rateFlag({
    description: 'Iterations a minute (30 or 30/m) or a second (30/s), however slow the answers are.',
    default: 0.5,
    defaultHelp: async () => '30/m',
    env: 'SHOPCTL_RATE',
  }),
  vus: Flags.integer({
    description:
      'Virtual users in place of a rate: each starts an iteration when the one before has ended, so a slow shop gets fewer.',
    min: 0,
    helpValue: 'USERS',
  }),
  duration: durationFlag({
    description: 'How long iterations start.',
    default: 120_000,
    defaultHelp: async () => '2m',
    env: 'SHOPCTL_DURATION',
  }),
  poisson: Flags.boolean({
    description:
      'Let iterations start at random moments, as independent users would: seeded, and as many as the rate says.',
    default: false,
  }),
  warmup: durationFlag({
    description:
      'Play this long before, at the first rate, and leave it out of results, thresholds and comparisons.',
    default: 0,
    defaultHelp: async () => 'none',
  }),
  'max-in-flight': Flags.integer({
    description:
      'Most iterations in flight at once; by default twenty seconds of the highest rate, at least 100.',
    min: 1,
    helpValue: 'COUNT',
  }),
  overload: Flags.option({
    options: ['queue', 'drop', 'abort'] as const,
    default: 'queue',
    description:
      'What becomes of an iteration that would be one too many: it waits and counts from when it was due, is dropped, or ends the load. Exit 14 when any is dropped or more than 1 % start late.',
  })(),
  stage: Flags.string({
    description:
      'Over so long to such a rate, for example 1m:30; repeat it. In place of --rate and --duration. Beside --vus: to so many users.',
    multiple: true,
    default: [],
    exclusive: ['shape'],
    helpValue: 'DURATION:RATE',
  }),
  shape: Flags.option({
    options: LOAD_SHAPES,
    default: 'steady',
    description:
      'How the rate or the number of users moves over the duration; --rate or --vus is the highest. breakpoint searches for the highest rate at which --slo holds, from --rate on, for --duration (10m) at the longest.',
  })(),
};

/** What an iteration plays. */
export const mixFlags = {
  mix: Flags.string({
    description:
      'How often an iteration plays each journey, or the name of a mix: default, a flavour, blackfriday or sock-users (play it with --vus). That of the shop’s flavour when left out.',
    helpValue: 'JOURNEY=SHARE,…|NAME',
  }),
  'mix-mode': Flags.option({
    options: ['independent', 'weighted', 'exact'] as const,
    defaultHelp: async () => 'as the mix says',
    description:
      'How shares are drawn: each journey by itself, several or none; one journey by its share of the sum; or one in turns that keep each count within one of its share.',
  })(),
};

/** Journeys of the user's own, and what they are fed. */
export const ownFlags = {
  journeys: Flags.string({
    description:
      'A module of your own (.ts, .mjs, .js) whose default export is a journey or an array of them; repeat it. Without --mix each iteration plays one of them, all equally often.',
    multiple: true,
    default: [],
    helpValue: 'FILE',
  }),
  data: Flags.string({
    description:
      'Rows for user.feed(NAME), from a CSV file or a JSON array; repeat it. MODE: sequence (one for each iteration, then again from the first; the default), random (seeded) or unique (one of its own for each iteration, until none is left).',
    multiple: true,
    default: [],
    helpValue: 'NAME=[MODE:]FILE',
  }),
};

/** Answers the names of the flags that stand on the command line, not in the environment and not by default. */
export function typedFlags(
  raw: readonly ({ readonly type: 'flag'; readonly flag: string } | { readonly type: 'arg' })[],
): ReadonlySet<string> {
  return new Set(raw.flatMap((token) => (token.type === 'flag' ? [token.flag] : [])));
}
