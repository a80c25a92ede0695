import { Agent, request } from 'undici';
import { nodePortUrl } from '../edge-address.ts';
import type { Working } from './tracked-service.ts';

/** So many that the canary's tenth of them can be judged. */
const SAMPLES = 300;
const AT_ONCE = 6;
const ANSWER_WITHIN_MS = 10_000;
/** Read only, and through frontend, gateway and catalog. */
const PATH = '/api/menu';

/**
 * Sends requests through the shop's edge, each on a connection of its own, since connections are what a Service
 * spreads over its pods.
 * @returns how many got no answer
 */
export async function sampleEdge({ api, clock, signal, say }: Working): Promise<number> {
  const url = `${await nodePortUrl(api, 'frontend', clock)}${PATH}`;
  const dispatcher = new Agent({ pipelining: 0, connections: AT_ONCE });
  let [sent, unanswered] = [0, 0];
  const sendOn = async () => {
    while (sent < SAMPLES) {
      signal.throwIfAborted();
      sent += 1;
      if (sent % 50 === 0) say(`asked ${sent} of ${SAMPLES} times`);
      if (!(await isAnswered(url, dispatcher, `rollout-${sent}`))) unanswered += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, sendOn));
  } finally {
    await dispatcher.destroy();
  }
  return unanswered;
}

/** Each is a client of its own, so that no limit of one client is met. */
async function isAnswered(url: string, dispatcher: Agent, client: string): Promise<boolean> {
  try {
    const { body } = await request(url, {
      dispatcher,
      headers: { 'x-client-id': client },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await body.dump();
    return true;
  } catch {
    return false;
  }
}
