import { randomBytes, sha256 } from 'k6/crypto';
import type { StopSignal } from '../../../core/stop-signal.ts';
import { noFeeds } from '../../data/feeds.ts';
import type { RootSpans } from '../../http/root-spans.ts';
import type { TraceIds } from '../../http/trace-context.ts';
import { Interruption } from '../../interruption.ts';
import type { UserLedger } from '../../user-ledger.ts';
import type { UserWorld } from '../../visit.ts';
import { K6Clock } from './k6-clock.ts';
import { k6Transport } from './k6-transport.ts';

/** What a virtual user of k6 acts through. */
export interface K6World extends UserWorld {
  readonly clock: K6Clock;
  /** Aborted once k6 has ended an iteration in the middle of a request; elsewhere it just stops the user. */
  readonly signal: StopSignal;
}

export interface K6WorldOptions extends Pick<UserWorld, 'claims'> {
  readonly targetUrl: string;
  readonly ledger: UserLedger;
  readonly rootSpans: RootSpans;
  /** Called before the user stands still, where k6 may end an iteration for good. */
  beforeWaiting(): void;
}

/** Answers the world of one of k6's virtual users: k6's clock, k6's requests. */
export function k6World(options: K6WorldOptions): K6World {
  const { targetUrl, ledger, rootSpans, beforeWaiting, claims } = options;
  const clock = new K6Clock(beforeWaiting);
  const signal = new Interruption();
  const onInterrupted = () => signal.abort();
  const transport = k6Transport({ targetUrl, clock, beforeWaiting, onInterrupted });
  return { signal, clock, transport, ledger, rootSpans, newTraceIds, claims, feeds: noFeeds };
}

/** Random, so that two runs with one seed do not share traces; hashed, because that is how k6 writes bytes fastest. */
function newTraceIds(): TraceIds {
  const hex = sha256(randomBytes(24), 'hex');
  return { traceId: hex.slice(0, 32), spanId: hex.slice(32, 48) };
}
