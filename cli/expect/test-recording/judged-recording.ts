import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { decodeLogs, decodeTraces } from '../../telemetry/receiver/decode-otlp.ts';
import { decodeMetrics } from '../../telemetry/receiver/decode-otlp-metrics.ts';
import { openTelemetryFile } from '../../telemetry/sources/embedded/open-telemetry-file.ts';
import { createTelemetryStore } from '../../telemetry/store/telemetry-store.ts';
import { readExpectations } from '../expectation-file.ts';
import { judgeExpectations } from '../judge-expectations.ts';
import type { RunFacts } from '../run-facts.ts';
import type { Verdict } from '../verdict.ts';
import { otlpRequests, type Recording } from './recording.ts';

const EXPECTATIONS = path.join(import.meta.dirname, '../../../scenarios/expectations');

export const SHOP = readExpectations(path.join(EXPECTATIONS, 'shop.yaml'));
export const BLACKFRIDAY = readExpectations(path.join(EXPECTATIONS, 'blackfriday.yaml'));

/** Stores a recording as the receiver would, for the length of a test; answers what can be asked of it. */
export function stored(recording: Recording) {
  const folder = mkdtempSync(path.join(tmpdir(), 'judged-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'telemetry.db');
  const { traces, logs, metrics } = otlpRequests(recording);
  const store = createTelemetryStore(file);
  store.insertTraces(decodeTraces(traces));
  store.insertLogs(decodeLogs(logs));
  store.insertMetrics(decodeMetrics(metrics));
  store.close();
  return openTelemetryFile(file);
}

/** Judges a recording by the expectations of the shop and of Black Friday. */
export async function judge(recording: Recording, facts?: RunFacts): Promise<Verdict> {
  const queries = stored(recording);
  try {
    return await judgeExpectations({
      files: [SHOP, BLACKFRIDAY],
      queries,
      ...(facts === undefined ? {} : { facts }),
    });
  } finally {
    queries.close();
  }
}
