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
