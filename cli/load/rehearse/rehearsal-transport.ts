import type { RehearsalAnswer, RehearsalRequest } from '../../../scenarios/journeys/rehearsal-shop.ts';
import type { Clock } from '../../core/clock.ts';
import type { Transport, WireAnswer, WireRequest } from '../http/transport.ts';

/** A target in memory. */
export type RehearsalTarget = (request: RehearsalRequest) => RehearsalAnswer;

/** Answers what a target in memory says to a request as it would go over the wire. */
export function rehearsalAnswering(target: RehearsalTarget): (request: WireRequest) => WireAnswer {
  return ({ method, path, headers, body }) => {
    const {
      status,
      cookies,
      body: said,
    } = target({
      ...{ method, path, cookie: headers['cookie'] },
      body: jsonOf(body),
    });
    return { kind: 'answered', status, text: JSON.stringify(said), cookies };
  };
}

export interface RehearsalTransportOptions {
  readonly target: RehearsalTarget;
  readonly clock: Clock;
  /** How long every request is taken to last. */
  readonly requestMs: number;
  /** A journey that waits for what a rehearsal never says must not ask for ever. */
  readonly mostRequests: number;
}

/** Carries requests to a target in memory. Its `send` throws when there are more than an iteration can need. */
export function rehearsalTransport(options: RehearsalTransportOptions): Transport {
  const { target, clock, requestMs, mostRequests } = options;
  const answering = rehearsalAnswering(target);
  let sent = 0;
  return {
    async send(request, signal) {
      sent += 1;
      if (sent > mostRequests) throw new Error(`asks more than ${mostRequests} times in an iteration`);
      await clock.sleepUntil(clock.now() + requestMs, signal);
      return answering(request);
    },
    close: async () => undefined,
  };
}

function jsonOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A form or a text: no journey that ships sends one.
    return undefined;
  }
}
