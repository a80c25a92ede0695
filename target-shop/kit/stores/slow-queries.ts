import type { Counter, Meter } from '@opentelemetry/api';

/** Answers what counts queries whose span says `db.slow_query`: alerts look at metrics, not at spans (V-36, V-37). */
export function slowQueries(meter: Meter): Pick<Counter, 'add'> {
  return meter.createCounter('db_slow_queries_total', { description: 'Queries that a fault made slow.' });
}
