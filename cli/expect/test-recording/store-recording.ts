import { decodeLogs, decodeTraces } from '../../telemetry/receiver/decode-otlp.ts';
import { decodeMetrics } from '../../telemetry/receiver/decode-otlp-metrics.ts';
import { createTelemetryStore } from '../../telemetry/store/telemetry-store.ts';
import { otlpRequests, type Recording } from './recording.ts';

/** Stores a recording in a file, as the receiver would. */
export function storeRecording(recording: Recording, file: string): void {
  const { traces, logs, metrics } = otlpRequests(recording);
  const store = createTelemetryStore(file);
  store.insertTraces(decodeTraces(traces));
  store.insertLogs(decodeLogs(logs));
  store.insertMetrics(decodeMetrics(metrics));
  store.close();
}
