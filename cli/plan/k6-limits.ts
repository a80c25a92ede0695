import { FLAG_NAMES, OptionError, type OptionNames } from './option-error.ts';
import type { Overload } from './run-plan.ts';
import type { WirePlan } from './wire-plan.ts';

/** What was asked for that k6 may not be able to do. */
export interface AskedOfK6 {
  readonly isPoisson: boolean;
  readonly overload: Overload;
  /** Threads of ours. */
  readonly workers: number;
  /** Modules and data of the user's own. */
  readonly journeys: readonly string[];
  readonly data: readonly string[];
  /** How requests reach the target, where that is not as by default. */
  readonly wire?: WirePlan | undefined;
  /** Names of the flags that were typed: what is there by default was not asked for. */
  readonly typed: ReadonlySet<string>;
  /** What options are called where they are written; flags when left out. */
  readonly names?: OptionNames;
}

/**
 * Answers what k6 does with an arrival that would be one too many: it drops it.
 * @throws OptionError for what k6 cannot do
 */
export function overloadOfK6(asked: AskedOfK6): Overload {
  const { isPoisson, overload, workers, journeys, data, wire, typed, names = FLAG_NAMES } = asked;
  const refuse = refusal(names);
  if (isPoisson) refuse('poisson', 'it starts iterations evenly spaced, never at random moments');
  if (workers > 1) refuse('workers', 'it uses all processors by itself');
  if (journeys.length > 0) refuse('journeys', 'it is given the journeys that ship with shopctl only');
  if (data.length > 0)
    refuse('data', 'it is given the journeys that ship with shopctl only, which need none');
  const { proxyUrl, ...others } = wire ?? {};
  // A proxy of the environment is k6's too.
  if (Object.keys(others).length > 0 || typed.has('proxy')) {
    refuse(
      'connections',
      'connections, certificates, HTTP/2 and proxies of a load are not told to it',
      'the way requests are sent',
    );
  }
  if (typed.has('overload') && overload !== 'drop') {
    const why = {
      queue: 'what is due while no virtual user is free is dropped, and never waits',
      abort: 'it does not end a load because an iteration was dropped',
    };
    refuse('overload', why[overload], `${names.nameOf('overload')} ${overload}`);
  }
  return 'drop';
}

/** @returns throws, with an option's name unless it is called something else */
function refusal({ nameOf }: OptionNames) {
  return (flag: string, why: string, what = nameOf(flag)): never => {
    throw new OptionError([flag], `${what} cannot be played by k6: ${why}`, {
      hint: 'Use --engine embedded, or leave it out.',
    });
  };
}
