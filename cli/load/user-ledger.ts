import type { JourneyTally } from './measure/journey-tally.ts';
import type { Ledger } from './measure/ledger.ts';
import type { Counters } from './measure/named-tallies.ts';
import type { Seconds } from './measure/seconds.ts';

/** What a user's steps are told to: a ledger, or what carries them to one in another process. */
export interface UserLedger
  extends Pick<Ledger, 'add' | 'addCheck' | 'failCheck' | 'completeJourney' | 'failJourney'> {
  readonly seconds: Pick<Seconds, 'startIteration'>;
  readonly counters: Pick<Counters, 'add'>;
  journey(name: string): Pick<JourneyTally, 'start' | 'interrupt'>;
}
