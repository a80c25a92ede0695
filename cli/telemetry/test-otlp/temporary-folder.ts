import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** Makes a folder for the tests of one file; it is removed after the last. @returns names in it, never one twice */
export function temporaryFiles(): () => string {
  const folder = mkdtempSync(path.join(tmpdir(), 'telemetry-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let files = 0;
  return () => {
    files += 1;
    return path.join(folder, `telemetry-${files}.db`);
  };
}
