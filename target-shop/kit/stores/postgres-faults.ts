import { type Meter, trace } from '@opentelemetry/api';
import type { Pool, PoolClient } from 'pg';
import type { Flags } from '../kit.ts';
import { slowQueries } from './slow-queries.ts';

/** Faults of a Postgres that are real to everything above them: statements that sleep, connections that are gone. */
export interface PostgresFaults {
  /** Brings the connections that are held, and never used, to what the flag `pool-fault` says. */
  holdConnections(): void;
  /** Sleeps on a connection, in the server and under its statement timeout, as `database-fault` says. */
  slowDown(client: PoolClient): Promise<void>;
  /** Says on the span of the request that it waited in vain for a connection, by the names alerts look for (V-36). */
  markExhausted(waitedMs: number): void;
  /** Gives the held connections back. */
  end(): void;
}

/** Answers the faults of one pool. */
export function postgresFaults(
  pool: Pool,
  { flags, meter, max }: { readonly flags: Flags; readonly meter: Meter; readonly max: number },
): PostgresFaults {
  const injected = meter.createCounter('fault_injected_total', { description: 'Calls touched by a fault.' });
  const slow = slowQueries(meter);
  const refusals = meter.createCounter('db_pool_rejected_total', {
    description: 'Callers that waited in vain for a connection of an exhausted pool.',
  });
  const held: PoolClient[] = [];
  let asked = 0;
  let rejected = 0;
  const hold = async () => {
    asked += 1;
    try {
      held.push(await pool.connect());
    } catch {
      // There was no connection to take away; the next statement tries again.
    } finally {
      asked -= 1;
    }
  };

  return {
    holdConnections() {
      const wanted = flags.get('pool-fault')?.heldConnections ?? 0;
      while (held.length > wanted) held.pop()?.release();
      for (let missing = wanted - held.length - asked; missing > 0; missing -= 1) void hold();
      if (wanted > 0) injected.add(1, { fault: 'pool-fault' });
    },
    async slowDown(client) {
      const fault = flags.get('database-fault');
      if (fault === null) return;
      injected.add(1, { fault: 'database-fault' });
      slow.add(1);
      trace.getActiveSpan()?.setAttributes({ 'db.slow_query': true, 'db.duration_ms': fault.delayMs });
      await client.query('SELECT pg_sleep($1)', [fault.delayMs / 1000]);
    },
    markExhausted(waitedMs) {
      if (pool.totalCount < max) return;
      rejected += 1;
      refusals.add(1);
      trace.getActiveSpan()?.setAttributes({
        'db.connection.pool.exhausted': true,
        'db.connection.pool.size': max,
        'db.connection.pool.wait_time_ms': Math.round(waitedMs),
        'db.connection.pool.rejected_count': rejected,
      });
    },
    end() {
      for (const client of held.splice(0)) client.release();
    },
  };
}
