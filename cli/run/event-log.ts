import type { Clock } from '../core/clock.ts';
import type { RunProgress } from './run-progress.ts';
import type { ChaosEvent } from './run-record.ts';

/** What happened in a run, in order; the watcher hears of it at once. */
export interface EventLog {
  readonly events: readonly ChaosEvent[];
  add(kind: ChaosEvent['kind'], text: string): void;
}

/** Starts an empty log. */
export function startEventLog(clock: Clock, progress: RunProgress): EventLog {
  const events: ChaosEvent[] = [];
  return {
    events,
    add(kind, text) {
      const event = { atMs: clock.now(), kind, text };
      events.push(event);
      progress.event(event);
    },
  };
}
