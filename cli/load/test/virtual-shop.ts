import type { LoadPlan } from '../../plan/run-plan.ts';
import { EmbeddedEngine, type EngineWorld } from '../embedded-engine.ts';
import type { RootSpan } from '../http/otlp-root-spans.ts';
import type { Transport, WireAnswer, WireRequest } from '../http/transport.ts';
import type { Journey, VirtualUser } from '../journey.ts';
import type { LoadSummary, Summary } from '../summary.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A whole second, as runs start on. */
export const START_MS = 1_000_000_000;

/** What the made-up server does with a request: how long it takes, and what it says. */
export type Answering = (
  request: WireRequest,
  sentAtMs: number,
) => { readonly tookMs: number; readonly answer: WireAnswer };

/** Answers 200 with a body after some time. */
export function answered(status: number, body: unknown = {}): WireAnswer {
  return { kind: 'answered', status, text: JSON.stringify(body), cookies: [] };
}

/** An engine over a made-up server in made-up time; everything else is the real thing. */
export function virtualShop(
  journeys: readonly Journey[],
  answering: Answering,
  changes: Partial<EngineWorld> = {},
  clock = new VirtualClock(START_MS - 300),
) {
  const requests: WireRequest[] = [];
  const spans: RootSpan[] = [];
  const transport: Transport = {
    async send(request, signal) {
      requests.push(request);
      const { tookMs, answer } = answering(request, clock.now());
      await clock.sleepUntil(clock.now() + tookMs, signal);
      return answer;
    },
    close: async () => undefined,
  };
  const journey = (name: string) => {
    const found = journeys.find((each) => each.name === name);
    if (found === undefined) throw new RangeError(`no journey ${name}`);
    return found;
  };
  const engine = new EmbeddedEngine({
    seed: 1,
    runId: 'run-1',
    clock,
    pacer: clock,
    transport,
    rootSpans: { add: (span) => void spans.push(span), flush: async () => undefined, lost: 0 },
    journey,
    watchThread: () => () => ({ loopUtilisation: 0.1, cpuSeconds: 1 }),
    onWindow: () => undefined,
    ...changes,
  });
  return { engine, clock, requests, spans };
}

/** A load of 10 iterations a second for 10 s, unless told otherwise. */
export function loadOf(journey: string, changes: Partial<LoadPlan> = {}): LoadPlan {
  return {
    name: 'users',
    during: 'run',
    stages: [{ durationMs: 10_000, fromRatePerSecond: 10, toRatePerSecond: 10 }],
    mix: [{ journey, probability: 1 }],
    maxInFlight: 1000,
    thinkTimeFactor: 1,
    probe: false,
    ...changes,
  };
}

/** A journey of a test. */
export function journeyOf(
  name: string,
  play: Journey['play'],
  trafficType: Journey['trafficType'] = 'baseline',
): Journey {
  return { name, trafficType, play };
}

/** Sends one request. */
export const get = (path: string) => (user: VirtualUser) => user.request({ method: 'GET', path });

/** The journey of one request that most tests play. */
export const ask = journeyOf('ask', async (user) => void (await get('/ask')(user)));

/** A server that answers every request after 20 ms. */
export const quick: Answering = () => ({ tookMs: 20, answer: answered(200) });

/** Plays one load to its end. */
export async function playOut(
  shop: Pick<ReturnType<typeof virtualShop>, 'engine' | 'clock'>,
  load = loadOf('ask'),
): Promise<{ readonly summary: Summary; readonly load: LoadSummary }> {
  shop.engine.start(load, START_MS);
  await shop.clock.until(shop.engine.finished(load.name));
  const summary = shop.engine.summary();
  const [first] = summary.loads;
  if (first === undefined) throw new Error('no load in the summary');
  return { summary, load: first };
}
