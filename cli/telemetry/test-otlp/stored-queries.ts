import { afterEach } from 'vitest';
import type { Queries } from '../queries.ts';
import { decodeLogs, decodeTraces } from '../receiver/decode-otlp.ts';
import { decodeMetrics } from '../receiver/decode-otlp-metrics.ts';
import { openTelemetryFile } from '../sources/embedded/open-telemetry-file.ts';
import { createTelemetryStore } from '../store/telemetry-store.ts';
import { logRequest, type ShortLog, type ShortSpan, traceRequest } from './otlp-requests.ts';
import { temporaryFiles } from './temporary-folder.ts';

/**
 * Stores spans, log records of `gateway` and a request with metrics in a file of their own; answers what can be asked
 * of it.
 */
export function storedQueries(): (
  spans: readonly ShortSpan[],
  logs?: readonly ShortLog[],
  metrics?: unknown,
) => Queries {
  const newFile = temporaryFiles();
  const opened: Queries[] = [];
  afterEach(() => {
    for (const queries of opened.splice(0)) queries.close();
  });
  return (spans, logs = [], metrics = {}) => {
    const file = newFile();
    const store = createTelemetryStore(file);
    store.insertTraces(decodeTraces(traceRequest(spans)));
    store.insertLogs(decodeLogs(logRequest('gateway', logs)));
    store.insertMetrics(decodeMetrics(metrics));
    store.close();
    const queries = openTelemetryFile(file);
    opened.push(queries);
    return queries;
  };
}
