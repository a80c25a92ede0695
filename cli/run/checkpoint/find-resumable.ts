import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { didYouMean } from '../../core/closest-name.ts';
import { EnvironmentError, UsageError } from '../../core/errors.ts';
import { interrupted, progressOf } from '../../load/joined-parts.ts';
import { plannedArrivals } from '../../load/planned-arrivals.ts';
import { loadDurationMs } from '../../plan/load-duration.ts';
import type { LoadPlan, RunPlan } from '../../plan/run-plan.ts';
import { parseRunRecord } from '../../report/json/parse-run-record.ts';
import { RUNS_DIRECTORY, type RunFolder, runFolder } from '../run-folder.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { EarlierRun } from './earlier-run.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { resumedBy } from './resumed-by.ts';

/** A run that was cut off or interrupted, and what another one needs to go on with it. */
export interface ResumableRun {
  /** As it was asked for: its target only where that was given by URL. */
  readonly plan: RunPlan;
  /** Whether it was played on a shop of ours. */
  readonly isOnShop: boolean;
  readonly earlier: EarlierRun;
}

/**
 * Answers a run to go on with.
 * @param idOrLast an id, or `last` for the newest run
 * @throws UsageError when there is nothing to go on with, EnvironmentError when it still plays or there is no run
 */
export function findResumable(workingDirectory: string, idOrLast: string): ResumableRun {
  const folder = runFolder(workingDirectory, idOf(workingDirectory, idOrLast));
  const { id } = folder;
  const found = readCheckpoint(folder);
  if (found?.isPlaying) {
    throw new EnvironmentError(`run ${id} still plays`, {
      code: 'SHOPCTL_STILL_PLAYS',
      hint: 'shopctl load status shows where it stands, shopctl load resume ends a pause.',
    });
  }
  refuseWhole(folder);
  if (found === undefined) {
    throw new UsageError(`run ${id} has no checkpoint to go on from`, {
      hint: 'Loads of the embedded engine keep one while they play; k6 and shopctl chaos do not.',
    });
  }
  const next = resumedBy(folder);
  if (next !== undefined) {
    throw new UsageError(`run ${id} was gone on with by run ${next}`, {
      hint: `What is left of it, if any, is left of that one: shopctl load --resume ${next}.`,
    });
  }
  const { checkpoint, windows } = found;
  refuseUnresumable(checkpoint);
  const { targetUrl, ...onShop } = checkpoint.plan;
  return {
    plan: checkpoint.shop === undefined ? checkpoint.plan : onShop,
    isOnShop: checkpoint.shop !== undefined,
    earlier: {
      id,
      ...(checkpoint.shop === undefined ? {} : { shop: checkpoint.shop }),
      timeline: checkpoint.timeline,
      events: checkpoint.events,
      windows,
      parts: checkpoint.parts.map(interrupted),
    },
  };
}

function idOf(workingDirectory: string, idOrLast: string): string {
  const runs = path.join(workingDirectory, RUNS_DIRECTORY);
  const ids = existsSync(runs) ? readdirSync(runs).sort() : [];
  const newest = ids.at(-1);
  if (newest === undefined) {
    throw new EnvironmentError(`there is no run in ${RUNS_DIRECTORY} to go on with`, {
      hint: 'It is looked for in the working directory.',
    });
  }
  if (idOrLast === 'last') return newest;
  if (ids.includes(idOrLast)) return idOrLast;
  throw new UsageError(`there is no run "${idOrLast}" in ${RUNS_DIRECTORY}`, {
    hint: didYouMean(idOrLast, ids),
  });
}

/** @throws UsageError when its record says that the run ended as it was to */
function refuseWhole({ id, recordFile }: RunFolder): void {
  if (!existsSync(recordFile)) return;
  const { status } = parseRunRecord(readFileSync(recordFile, 'utf8'), recordFile);
  if (status !== 'completed' && status !== 'aborted') return;
  const how =
    status === 'completed' ? 'was played to its end' : 'was ended by a threshold, as its plan wanted';
  throw new UsageError(`run ${id} ${how}: there is nothing to go on with`, {
    hint: 'Play it again by the command in its record.',
  });
}

function refuseUnresumable({ id, plan, parts }: Checkpoint): void {
  if (plan.search !== undefined) {
    throw new UsageError(`run ${id} searched for a capacity, and a search cannot be gone on with`, {
      hint: 'Start it again; --rate says where it begins.',
    });
  }
  const isOver = plan.loads.every((load) => isPlayedOut(load, plan.seed, parts));
  if (!isOver) return;
  throw new UsageError(`all of the plan of run ${id} was played: there is nothing to go on with`, {
    hint: `shopctl report ${id} shows what came of it.`,
  });
}

function isPlayedOut(load: LoadPlan, seed: number, parts: Checkpoint['parts']): boolean {
  const stripes = progressOf(load.name, parts);
  const [first] = stripes;
  if (first === undefined || first.elapsedMs < loadDurationMs(load)) return false;
  if (load.userStages !== undefined) return true;
  const next = stripes.reduce((sum, stripe) => sum + stripe.next, 0);
  return next >= plannedArrivals(load, seed, first.changes).count;
}
