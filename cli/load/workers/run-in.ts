import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Clock } from '../../core/clock.ts';
import type { LoadPlan } from '../../plan/run-plan.ts';
import { EmbeddedEngine } from '../embedded-engine.ts';
import { noRootSpans } from '../http/no-root-spans.ts';
import { socketTransport } from '../http/socket-transport.ts';
import type { Journey } from '../journey.ts';
import { watchThread } from '../measure/generator-health.ts';
import { hybridPacer } from '../pacer.ts';

/** More makes little difference: of the first 3,000 requests at 200/s, one in 100 is 1.45 ms late cold, 1.0 ms after 200. */
const MOST_REQUESTS = 200;
/** A slow load would take as long to become warm by itself. */
const SECONDS = 5;
/** As fast as the thread can. */
const RATE_PER_SECOND = 20_000;
const AT_ONCE = 20;

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{"items":[]}';

const journey: Journey = {
  name: 'run-in',
  trafficType: 'baseline',
  async play(user) {
    const { body } = await user.request({ method: 'GET', path: '/', route: '/' });
    user.check('answers', typeof body === 'object');
  },
};

/**
 * Answers how many requests a thread is run in with before it plays loads: as many as the fastest of its open loads
 * starts iterations in five seconds, 200 at most. Closed loads have no schedule that a cold start could miss.
 */
export function runInFor(loads: readonly Pick<LoadPlan, 'stages' | 'userStages'>[]): number {
  const open = loads.filter(({ userStages }) => userStages === undefined).flatMap(({ stages }) => stages);
  const rates = open.flatMap(({ fromRatePerSecond, toRatePerSecond }) => [
    fromRatePerSecond,
    toRatePerSecond,
  ]);
  return Math.min(MOST_REQUESTS, Math.ceil(Math.max(0, ...rates) * SECONDS));
}

/**
 * Sends so many requests to a server of its own in this thread. V8 compiles code when it is called first and again
 * when it was called some hundred times, in bursts that would hold the first arrivals of a load up by 10 ms.
 * @returns how many were answered
 */
export async function runIn(requests: number, clock: Clock): Promise<number> {
  if (requests === 0) return 0;
  const server = createServer((socket) => {
    socket.on('data', () => socket.write(ANSWER)).on('error', () => socket.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const transport = socketTransport(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, clock, {});
  const nobody = () => undefined;
  const engine = new EmbeddedEngine({
    ...{ seed: 1, runId: 'run-in', clock, pacer: hybridPacer(clock), transport, rootSpans: noRootSpans },
    ...{ journey: () => journey, watchThread, onWindow: nobody },
  });
  engine.start(planOf(requests), clock.now());
  await engine.finished(journey.name);
  await transport.close();
  server.close();
  return engine.summary().loads.reduce((sum, { total }) => sum + total.requests - total.errors, 0);
}

function planOf(requests: number): LoadPlan {
  const rates = { fromRatePerSecond: RATE_PER_SECOND, toRatePerSecond: RATE_PER_SECOND };
  return {
    ...{ name: journey.name, during: 'run', mix: [{ journey: journey.name, probability: 1 }] },
    stages: [{ durationMs: (requests * 1000) / RATE_PER_SECOND, ...rates }],
    ...{ maxInFlight: AT_ONCE, thinkTimeFactor: 1, probe: false },
  };
}
