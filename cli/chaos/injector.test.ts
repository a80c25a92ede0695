import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChaosState, FlagOverride } from '../../target-shop/contract/chaos-wire.ts';
import type { ExperimentPlan } from '../plan/run-plan.ts';
import { createHandTurnedClock } from '../test/hand-turned-clock.ts';
import { createInjector } from './injector.ts';
import { openInjections, openUndoJournal } from './undo-journal.ts';

const experiment: ExperimentPlan = {
  steadyState: { durationMs: 1000, maxErrorRatio: 0.02, maxP95Ms: 500 },
  durationMs: 60_000,
  faults: [
    {
      kind: 'recommendation-degraded',
      minCallsPerStep: 300,
      steps: [
        { fromMinute: 1, delayMs: 100, failureRatio: 0.02 },
        { fromMinute: 20, delayMs: 2800, failureRatio: 0.78 },
      ],
    },
  ],
  flags: [{ flag: 'recommendation-required', value: true }],
  recovery: { steadyForMs: 5000, deadlineMs: 30_000 },
};
const faultClock = { startedAtMs: 10_000, durationMs: 60_000, speed: 30, seed: 1 };
const held: ChaosState = { instance: 'recommendation-1', leases: [{ id: 'run-1', overrides: [] }] };

let folder: string;
let journalFile: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'injector-'));
  journalFile = path.join(folder, 'journal.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A session that remembers what it was told, and needs some tries until nothing is left. */
function recordingSession(triesUntilGone = 1) {
  const applied: { services: readonly string[]; overrides: readonly FlagOverride[]; journalled: number }[] =
    [];
  let releases = 0;
  return {
    applied,
    releases: () => releases,
    session: {
      shop: { size: 'core' as const },
      async applyOverrides(services: readonly string[], overrides: readonly FlagOverride[]) {
        applied.push({
          services,
          overrides,
          journalled: readFileSync(journalFile, 'utf8').split('\n').length - 1,
        });
      },
      async releaseOverrides() {
        releases += 1;
        return releases < triesUntilGone ? [held] : [];
      },
    },
  };
}

function injectorWith(session: ReturnType<typeof recordingSession>['session']) {
  const journal = openUndoJournal(journalFile);
  return createInjector({ runId: 'run-1', session, journal, clock: createHandTurnedClock(5000) });
}

describe('createInjector', () => {
  it('has the undo record on disk before anything is pushed', async () => {
    const { session, applied } = recordingSession();
    await injectorWith(session).inject(experiment, faultClock);
    expect(applied.map(({ journalled }) => journalled)).toEqual([1, 2]);
  });

  it('pushes the whole curve to the broken service and the flags to all services', async () => {
    const { session, applied } = recordingSession();
    await injectorWith(session).inject(experiment, faultClock);
    expect(applied[0]).toMatchObject({
      services: ['recommendation'],
      overrides: [{ flag: 'recommendation-fault', value: { startedAtMs: 10_000, speed: 30, seed: 1 } }],
    });
    expect(applied[1]?.services).toContain('gateway');
  });

  it('answers the steps in real time, the last one to the end of the experiment', async () => {
    const windows = await injectorWith(recordingSession().session).inject(experiment, faultClock);
    expect(windows.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [12_000, 50_000],
      [50_000, 70_000],
    ]);
  });

  it('tries again while an instance still holds an override, and undoes once', async () => {
    const { session, releases } = recordingSession(3);
    const injector = injectorWith(session);
    await injector.inject(experiment, faultClock);
    const [first, second] = await Promise.all([injector.undo(), injector.undo()]);
    expect(first).toEqual({ tookMs: 400, left: [] });
    expect(second).toBe(first);
    expect(releases()).toBe(3);
  });

  it('says what is left when it gives up, and keeps the journal open for recovery', async () => {
    const injector = injectorWith(recordingSession(99).session);
    await injector.inject(experiment, faultClock);
    expect((await injector.undo())?.left).toEqual([held]);
    expect(openInjections(journalFile)).toHaveLength(2);
  });

  it('closes its injections in the journal once they are gone', async () => {
    const injector = injectorWith(recordingSession().session);
    await injector.inject(experiment, faultClock);
    expect(openInjections(journalFile)).toHaveLength(2);
    await injector.undo();
    expect(openInjections(journalFile)).toEqual([]);
  });

  it('has nothing to undo when nothing was injected', async () => {
    const { session, releases } = recordingSession();
    expect(await injectorWith(session).undo()).toBeUndefined();
    expect(releases()).toBe(0);
  });
});

it('openInjections leaves out a line that was cut off', async () => {
  const journal = openUndoJournal(journalFile);
  journal.append({ kind: 'will-inject', atMs: 1, runId: 'a', services: ['cart'], overrides: [] });
  journal.close();
  const { appendFileSync } = await import('node:fs');
  appendFileSync(journalFile, '{"kind":"will-inj');
  expect(openInjections(journalFile)).toHaveLength(1);
});
