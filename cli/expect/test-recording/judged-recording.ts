import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { openTelemetryFile } from '../../telemetry/sources/embedded/open-telemetry-file.ts';
import { readExpectations } from '../expectation-file.ts';
import { judgeExpectations } from '../judge-expectations.ts';
import type { RunFacts } from '../run-facts.ts';
import type { Verdict } from '../verdict.ts';
import type { Recording } from './recording.ts';
import { storeRecording } from './store-recording.ts';

const EXPECTATIONS = path.join(import.meta.dirname, '../../../scenarios/expectations');

export const SHOP = readExpectations(path.join(EXPECTATIONS, 'shop.yaml'));
export const BLACKFRIDAY = readExpectations(path.join(EXPECTATIONS, 'blackfriday.yaml'));

/** Stores a recording for the length of a test; answers what can be asked of it. */
export function stored(recording: Recording) {
  const folder = mkdtempSync(path.join(tmpdir(), 'judged-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'telemetry.db');
  storeRecording(recording, file);
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
