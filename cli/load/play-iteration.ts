import type { StopSignal } from '../core/stop-signal.ts';
import type { LoadPlan } from '../plan/run-plan.ts';
import type { Transport } from './http/transport.ts';
import type { Iteration } from './iterations.ts';
import type { Journey } from './journey.ts';
import { JourneyOver } from './journey-over.ts';
import type { Draws } from './mix.ts';
import { Session } from './session.ts';
import { type UserWorld, Visit } from './visit.ts';

/** What all iterations of a load share. */
export interface IterationScript {
  readonly load: Pick<LoadPlan, 'name' | 'thinkTimeFactor' | 'probe' | 'trafficType'>;
  readonly seed: number;
  readonly runId: string;
  readonly draws: Draws;
  /** Answers a journey of the load's mix. */
  journey(name: string): Journey;
  readonly world: UserWorld;
}

/** How many users there are: user 500 is the first user again. */
const POPULATION = 500;

/**
 * Plays the journeys an iteration draws, one after another, as one user. Every journey that starts is counted as
 * completed or interrupted. Rejects only when the iteration's signal aborts.
 */
export function playIteration(script: IterationScript, iteration: Iteration): Promise<'played' | 'empty'> {
  const own = script.world.transport.forUser?.();
  return own === undefined ? playDrawn(script, iteration) : playOver(own, script, iteration);
}

/** Over connections of the user's own. */
async function playOver(
  transport: Transport,
  script: IterationScript,
  iteration: Iteration,
): Promise<'played' | 'empty'> {
  try {
    return await playDrawn({ ...script, world: { ...script.world, transport } }, iteration);
  } finally {
    await transport.close();
  }
}

async function playDrawn(
  script: IterationScript,
  { index, user, dueAtMs, signal }: Iteration,
): Promise<'played' | 'empty'> {
  const { load, seed, runId, world } = script;
  const key = { seed, load: load.name, iteration: index };
  world.ledger.seconds.startIteration(world.clock.now());
  const drawn = script.draws(index);
  const session = new Session({ key, dueAtMs, thinkTimeFactor: load.thinkTimeFactor, signal });
  for (const name of drawn) {
    const journey = script.journey(name);
    const marks = {
      trafficType: load.trafficType ?? journey.trafficType,
      runId,
      sessionId: `${runId}.${load.name}.${index}`,
      userId: `user-${user % POPULATION}`,
      probe: load.probe,
    };
    await playJourney(journey, new Visit({ world, session, journey: name, marks }), { world, signal });
  }
  return drawn.length === 0 ? 'empty' : 'played';
}

async function playJourney(
  journey: Journey,
  visit: Visit,
  { world, signal }: { readonly world: UserWorld; readonly signal: StopSignal },
): Promise<void> {
  const tally = world.ledger.journey(journey.name);
  tally.start();
  try {
    await journey.play(visit);
  } catch (error) {
    if (signal.aborted) {
      tally.interrupt();
      throw error;
    }
    if (!(error instanceof JourneyOver)) visit.breakDown(error);
  }
  world.ledger.completeJourney(journey.name, visit.result);
}
