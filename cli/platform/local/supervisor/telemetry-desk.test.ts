import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../../telemetry/receiver/receiver.ts';
import { TelemetryDesk } from './telemetry-desk.ts';

let folder: string;
let receiver: Receiver;
let desk: TelemetryDesk;
const fileNamed = (name: string) => path.join(folder, name);
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'telemetry-desk-'));
  const restFiles = [fileNamed('first.db'), fileNamed('second.db')] as const;
  receiver = await startReceiver({ host: '127.0.0.1', port: 0, file: restFiles[0], token: 'secret' });
  desk = new TelemetryDesk({ receiverUrl: receiver.url, token: 'secret', restFiles, senders: () => [] });
});
afterEach(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true });
});

describe('telemetry outside of runs', () => {
  it('is left alone while it is small', async () => {
    await desk.trimAtRest();
    expect(desk.file).toBe(fileNamed('first.db'));
  });

  it('begins anew in the other file when it has grown large, again and again', async () => {
    for (const [full, next] of [
      ['first.db', 'second.db'],
      ['second.db', 'first.db'],
    ] as const) {
      writeFileSync(`${fileNamed(full)}-wal`, '', { flag: 'a' });
      const beside = fileNamed(`${full}-wal`);
      truncateSync(beside, 65 * 1024 * 1024);
      await desk.trimAtRest();
      expect(desk.file).toBe(fileNamed(next));
      expect([full, `${full}-wal`].filter((name) => existsSync(fileNamed(name)))).toEqual([]);
    }
  });

  it('is not touched while a run records, and comes back to the same file', async () => {
    await desk.record(fileNamed('run.db'));
    await desk.trimAtRest();
    expect(desk.file).toBe(fileNamed('run.db'));
    await desk.recordAtRest();
    expect(desk.file).toBe(fileNamed('first.db'));
  });
});
