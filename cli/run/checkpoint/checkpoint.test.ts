import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EnvironmentError, UsageError } from '../../core/errors.ts';
import type { LoadWindow } from '../../load/summary.ts';
import { loadOf, START_MS } from '../../load/test/virtual-shop.ts';
import { identifyProcess } from '../../platform/local/process-table.ts';
import { exampleLoadRecord } from '../../report/example-record.ts';
import { readPastRun } from '../past-run.ts';
import { makeRunFolder, type RunFolder } from '../run-folder.ts';
import type { Checkpoint } from './checkpoint.ts';
import { CheckpointFiles } from './checkpoint-files.ts';
import { findResumable } from './find-resumable.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { noteResumed } from './resumed-by.ts';

let directory: string;
let folder: RunFolder;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'checkpoint-'));
  folder = makeRunFolder(directory, 'load', START_MS);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const nobody = { pid: 2 ** 22 + 1, started: 'never' };
const window: LoadWindow = {
  atMs: START_MS,
  load: 'users',
  started: 10,
  requests: 9,
  errors: 0,
  declined: 0,
};

/** A checkpoint of a load that has played nothing yet. */
function checkpointOf(changes: Partial<Checkpoint> = {}): Omit<Checkpoint, 'seconds'> {
  const { command, shopctlVersion, machine, plan } = exampleLoadRecord;
  return {
    ...{ schema: 'shopctl.checkpoint/v1', id: folder.id, command, shopctlVersion, machine },
    plan: { ...plan, loads: [loadOf('menu')] },
    timeline: { startedAtMs: START_MS, endedAtMs: START_MS + 2000, phases: [], faultSteps: [] },
    ...{ process: nobody, events: [], parts: [{ loads: [], works: [], lostSpans: 0 }] },
    ...changes,
  };
}

async function save(changes: Partial<Checkpoint> = {}): Promise<void> {
  const files = await CheckpointFiles.open(folder);
  files.take([window, { ...window, atMs: START_MS + 1000 }]);
  await files.save(checkpointOf(changes));
  await files.close();
}

describe('the files of a checkpoint', () => {
  it('hold the last one whole, whatever was being written when the process ended', async () => {
    await save();
    appendFileSync(folder.secondsFile, '{"atMs":10000020');
    writeFileSync(`${folder.checkpointFile}.part`, '{"schema":"shopctl.check');
    const found = readCheckpoint(folder);
    expect(found?.windows.map(({ atMs }) => atMs)).toEqual([START_MS, START_MS + 1000]);
    expect(found?.checkpoint).toMatchObject({ id: folder.id, seconds: 2 });
  });

  it('count a second only once it is written, and append what is new', async () => {
    const files = await CheckpointFiles.open(folder);
    for (const second of [0, 1, 2]) {
      files.take([{ ...window, atMs: START_MS + 1000 * second }]);
      await files.save(checkpointOf());
      expect(readCheckpoint(folder)?.windows).toHaveLength(second + 1);
    }
    await files.close();
    expect(readFileSync(folder.secondsFile, 'utf8').split('\n')).toHaveLength(4);
  });
});

describe('a past run', () => {
  it('that was cut off has a record up to its last checkpoint, which says so', async () => {
    await save();
    const { record } = readPastRun(directory);
    expect(record).toMatchObject({ id: folder.id, status: 'interrupted', exitCode: 130 });
    expect(record.reasons[0]).toContain('cut off at 1970-01-12T13:46:42Z, 2s after its start');
  });

  it('that still plays is none yet', async () => {
    await save({ process: identifyProcess(process.pid) ?? nobody });
    expect(() => readPastRun(directory)).toThrow(EnvironmentError);
    expect(() => readPastRun(directory)).toThrow(`run ${folder.id} still plays`);
  });
});

describe('what cannot be resumed', () => {
  const refusal = (idOrLast = 'last') => {
    try {
      findResumable(directory, idOrLast);
    } catch (error) {
      return error as UsageError | EnvironmentError;
    }
    throw new Error('it can be resumed');
  };
  const over = () => writeFileSync(folder.recordFile, JSON.stringify(exampleLoadRecord));

  it('is nothing where a run was cut off', async () => {
    await save();
    expect(findResumable(directory, folder.id).earlier.windows).toHaveLength(2);
    expect(findResumable(directory, 'last').earlier.id).toBe(folder.id);
  });

  it('is a run that still plays: exit 3', async () => {
    await save({ process: identifyProcess(process.pid) ?? nobody });
    expect(refusal()).toMatchObject({ exitCode: 3, message: `run ${folder.id} still plays` });
  });

  it('is a run that ended whole, whether or not its checkpoint is still there', async () => {
    over();
    expect(refusal()).toMatchObject({ exitCode: 2, message: expect.stringContaining('played to its end') });
    await save();
    expect(refusal()).toMatchObject({ exitCode: 2, message: expect.stringContaining('played to its end') });
  });

  it('is a run that was killed when all of its plan was played', async () => {
    const ends = [{ ...loadOf('menu'), stages: [] }];
    await save({ plan: { ...checkpointOf().plan, loads: ends }, parts: [partOf({ elapsedMs: 0, next: 0 })] });
    expect(refusal().message).toContain('all of the plan');
  });

  it('is a search for a capacity', async () => {
    await save({ plan: { ...checkpointOf().plan, search: { slos: [], startPerSecond: 1 } } });
    expect(refusal()).toMatchObject({ exitCode: 2, message: expect.stringContaining('search') });
  });

  it('is a run without a checkpoint, or one that there is not', async () => {
    expect(refusal().message).toContain('has no checkpoint');
    expect(refusal('20200101-000000-load')).toMatchObject({ exitCode: 2 });
    rmSync(path.dirname(folder.directory), { recursive: true });
    expect(refusal()).toMatchObject({ exitCode: 3 });
  });

  it('is a checkpoint of another version, and the message says what is not as it must be', async () => {
    await save();
    const text = readFileSync(folder.checkpointFile, 'utf8').replace('checkpoint/v1', 'checkpoint/v2');
    writeFileSync(folder.checkpointFile, text);
    expect(refusal()).toMatchObject({ exitCode: 2 });
    expect(refusal().message).toMatch(/checkpoint\.json is no checkpoint of this version of shopctl: schema/);
  });

  it('is a run that another one goes on with, unless nothing came of that', async () => {
    await save();
    noteResumed(directory, folder.id, 'later');
    expect(findResumable(directory, folder.id).earlier.id).toBe(folder.id);
    const later = path.join(path.dirname(folder.directory), 'later');
    mkdirSync(later);
    writeFileSync(path.join(later, 'record.json'), '{}');
    expect(refusal(folder.id).message).toContain('was gone on with by run later');
    expect(() => noteResumed(directory, folder.id, 'third')).toThrow(UsageError);
    expect(existsSync(folder.resumedByFile)).toBe(true);
  });
});

/** A part in which one thread has come so far. */
function partOf({ elapsedMs, next }: { elapsedMs: number; next: number }): Checkpoint['parts'][number] {
  const nothing = { planned: 0, started: 0, dropped: 0, completed: 0, interrupted: 0, empty: 0 };
  const empty = { sumMs: 0, maxMs: 0, counts: '' };
  const second = { window: { ...window, started: 0, requests: 0 }, response: empty };
  const requests = {
    ...{ requests: 0, errors: 0, declined: 0, response: { blockMs: 1000, blocks: [] }, service: empty },
    phases: {},
  };
  const ledger = {
    total: requests,
    endpoints: [],
    journeys: [],
    errors: [],
    checks: [],
    counters: [],
    second,
  };
  const delivery = { counts: nothing, warmUp: nothing, elapsedMs, pausedMs: 0 };
  const threads = [{ delivery, ledger, progress: { elapsedMs, next, changes: [] } }];
  return { loads: [{ name: 'users', threads, rolled: [] }], works: [], lostSpans: 0 };
}
