import { rmSync } from 'node:fs';
import { openUndoJournal } from '../chaos/undo-journal.ts';
import type { Clock } from '../core/clock.ts';
import { ExitCode, ShopctlError } from '../core/errors.ts';
import type { LoadEngine } from '../load/engine.ts';
import { judgeThresholds } from '../load/judge-thresholds.ts';
import type { OutputTarget } from '../load/outputs/parse-output.ts';
import type { Summary } from '../load/summary.ts';
import type { ExperimentPlan, RunPlan } from '../plan/run-plan.ts';
import type { RunTimeline } from '../plan/run-timeline.ts';
import type { Platform } from '../platform/platform.ts';
import { aboutRun } from './about-run.ts';
import type { Capacity } from './capacity/capacity.ts';
import { removeCheckpoints } from './checkpoint/checkpoint-files.ts';
import { type EarlierRun, refuseOtherShop, summariseBoth } from './checkpoint/earlier-run.ts';
import { noteResumed } from './checkpoint/resumed-by.ts';
import type { Baseline } from './compare-runs.ts';
import { concludeRun, type Ending } from './conclude.ts';
import { controlOf } from './control/open-control.ts';
import type { RunControl } from './control/run-control.ts';
import { playFreeLoads } from './play-free-loads.ts';
import { makeRunFolder, type RunFolder } from './run-folder.ts';
import type { RunProgress } from './run-progress.ts';
import type { ChaosRecord, LoadEvent, RunRecord } from './run-record.ts';
import { openStage, type Stage } from './stage.ts';

/** The outside of a run, handed in. */
export interface RunWorld {
  /** The command line, for the record. */
  readonly command: string;
  /** Where `reports/runs` stands. */
  readonly workingDirectory: string;
  readonly platform: Platform;
  readonly clock: Clock;
  /** Asks for a clean end: faults undone, partial report written. */
  readonly signal: AbortSignal;
  readonly progress: RunProgress;
  readonly baseline?: Baseline;
  /** The run that this one goes on with, of the same plan. */
  readonly earlier?: EarlierRun;
  /** Where the socket stands by which a load that plays is changed; none when left out. */
  readonly runtimeDirectory?: string;
  /** Told how to change the load, once it plays. */
  onControl?(control: RunControl): void;
  /** Where results go besides the run's folder. */
  readonly outputs?: readonly OutputTarget[];
  /** What the plan's proxy is told of us; no record keeps it. */
  readonly proxyAuthorization?: string;
}

/** A run that is over, and where it is written down. */
export interface FinishedRun {
  readonly record: RunRecord;
  readonly directory: string;
}

/**
 * Plays a plan from start to end: takes the shop, plays loads and faults on one clock, brings the telemetry home,
 * judges it, and writes record and reports. Faults are undone whatever happens.
 * @throws ShopctlError when the run cannot begin; afterwards what goes wrong stands in the record
 */
export async function playRun(plan: RunPlan, world: RunWorld): Promise<FinishedRun> {
  const folder = makeRunFolder(world.workingDirectory, plan.name, world.clock.now());
  const stage = await begin(plan, world, folder).catch((error) => {
    rmSync(folder.directory, { recursive: true });
    throw error;
  });
  const control = controlOf(plan, { ...world, runId: folder.id, engine: stage.engine });
  const stopped = control === undefined ? [] : [control.stopped];
  const signal = AbortSignal.any([world.signal, stage.lost, ...stopped]);
  const broken = plan.abortOnFail ? brokenThreshold(stage.engine, world.progress) : undefined;
  try {
    stage.engine.onWindow((window) => world.progress.window(window));
    stage.engine.onBroken(({ expression }) => world.progress.broken?.(expression));
    const played = await play(plan, { ...world, signal }, { stage, folder, control }, broken);
    const load = fitLoad(await summariseBoth(stage.engine, plan, world.earlier), played.capacity);
    const claims = await stage.engine.claims?.();
    world.progress.phase('judging');
    await stage.close();
    // After the shop's telemetry has come home: questions of ours are none of its users'.
    // Loaded from here on is what only the end needs: while the load plays, memory is for its users.
    const { reconcileOrders } = await import('./reconcile-orders.ts');
    const orders =
      claims && (await reconcileOrders({ claims, targetUrl: stage.targetUrl, clock: world.clock, signal }));
    const known = knownBeforeJudging(plan, world, folder, stage, played);
    const sums = {
      ...known,
      load,
      ...(orders === undefined ? {} : { orders }),
      ...(played.events.length === 0 ? {} : { events: played.events }),
      thresholds: judgeThresholds(plan.thresholds, load, played.timeline.startedAtMs),
      ...(await limited(played.capacity, folder)),
      ...(await comparedWith(world.baseline, { id: folder.id, plan: known.plan, load })),
    };
    const { judgeRun } = await import('./judge-run.ts');
    const { steps, ...judged } = await judgeRun({
      record: sums,
      telemetryFile: folder.telemetryFile,
      isWhole: !signal.aborted && !broken?.aborted,
    });
    const chaos = sums.chaos === undefined ? {} : { chaos: { ...sums.chaos, steps } };
    const whole = { ...sums, ...chaos, ...judged };
    const ending = { lostOutputs: stage.lostOutputs, ...stopOf(signal), ...abortOf(broken) };
    const status = statusOf(signal, broken);
    const record: RunRecord = { ...whole, status, ...concludeRun(whole, ending) };
    const { writeReports } = await import('../report/write-reports.ts');
    const { writeFurtherReports } = await import('../report/write-further-reports.ts');
    await writeReports(record, folder.directory);
    await writeFurtherReports(record, world.outputs ?? []);
    // What ended as it was to is not gone on with.
    if (status === 'completed' || status === 'aborted') await removeCheckpoints(folder);
    return { record, directory: folder.directory };
  } finally {
    await stage.close();
    world.progress.done();
  }
}

/** Where a run is played, and how its loads are changed; an experiment's loads are not. */
interface Playground {
  readonly stage: Stage;
  readonly folder: RunFolder;
  readonly control: RunControl | undefined;
}

interface Played {
  readonly timeline: RunTimeline;
  /** What was changed by hand. */
  readonly events: readonly LoadEvent[];
  readonly capacity?: Capacity;
  readonly chaos?: Omit<ChaosRecord, 'steps'>;
}

/** Opens the stage, for a plan from its start on or for what an earlier run has left of it. */
async function begin(plan: RunPlan, world: RunWorld, folder: RunFolder): Promise<Stage> {
  const { earlier, workingDirectory } = world;
  const takeBack = earlier && noteResumed(workingDirectory, earlier.id, folder.id);
  let stage: Stage | undefined;
  try {
    const isLookedAt = world.progress.watch !== undefined;
    stage = await openStage(plan, { ...world, isLookedAt }, folder);
    if (earlier !== undefined) refuseOtherShop(earlier, aboutRun(plan, world.command, folder, stage).shop);
    return stage;
  } catch (error) {
    takeBack?.();
    await stage?.close();
    throw error;
  }
}

async function play(
  plan: RunPlan,
  world: RunWorld,
  { stage, folder, control }: Playground,
  noMore: AbortSignal | undefined,
): Promise<Played> {
  const { engine, session } = stage;
  if (!hasExperiment(plan) || session === undefined) {
    const about = aboutRun(plan, world.command, folder, stage);
    return playFreeLoads(plan, world, { engine, folder, control, noMore, about });
  }
  const journal = openUndoJournal(folder.journalFile);
  try {
    // Loaded here: most loads break nothing, and memory is for their users.
    const { playExperiment } = await import('./play-experiment.ts');
    const ends = noMore === undefined ? {} : { noMore };
    const played = await playExperiment({
      ...world,
      ...ends,
      runId: folder.id,
      plan,
      engine,
      session,
      journal,
    });
    return { ...played, events: [] };
  } finally {
    journal.close();
  }
}

function hasExperiment(plan: RunPlan): plan is RunPlan & { readonly experiment: ExperimentPlan } {
  return plan.experiment !== undefined;
}

/** A search overloads the target on purpose: whether the generator was fit is what the search says. */
function fitLoad(load: Summary, capacity: Capacity | undefined): Summary {
  return capacity === undefined ? load : { ...load, generator: { ...load.generator, invalid: [] } };
}

async function limited(capacity: Capacity | undefined, { telemetryFile }: RunFolder) {
  if (capacity === undefined) return {};
  const { findLimit } = await import('./capacity/find-limit.ts');
  return { capacity: { ...capacity, ...(await findLimit(capacity, telemetryFile)) } };
}

function knownBeforeJudging(plan: RunPlan, world: RunWorld, folder: RunFolder, stage: Stage, played: Played) {
  const { timeline, chaos } = played;
  return {
    schema: 'shopctl.run/v1' as const,
    ...aboutRun(plan, world.command, folder, stage),
    timeline,
    ...(chaos === undefined ? {} : { chaos: { ...withInstanceEvents(chaos, stage), steps: [] } }),
  };
}

function withInstanceEvents<Chaos extends Omit<ChaosRecord, 'steps'>>(chaos: Chaos, stage: Stage): Chaos {
  const events = [...chaos.events, ...stage.instanceEvents].sort((a, b) => a.atMs - b.atMs);
  return { ...chaos, events };
}

async function comparedWith(baseline: Baseline | undefined, run: Pick<RunRecord, 'id' | 'plan' | 'load'>) {
  if (baseline === undefined) return {};
  // Loaded here: most runs have no baseline.
  const { compareRuns } = await import('./compare-runs.ts');
  return { comparison: compareRuns(baseline.record, run, baseline.tolerance) };
}

/** Answers a signal that aborts with the first threshold that is surely broken. */
function brokenThreshold(engine: LoadEngine, progress: RunProgress): AbortSignal {
  const broken = new AbortController();
  engine.onBroken(({ expression }) => {
    if (broken.signal.aborted) return;
    progress.phase(`${expression} is broken: ending`);
    broken.abort(expression);
  });
  return broken.signal;
}

function abortOf(broken: AbortSignal | undefined): Pick<Ending, 'brokenThreshold'> {
  return broken?.aborted ? { brokenThreshold: String(broken.reason) } : {};
}

function statusOf(signal: AbortSignal, broken: AbortSignal | undefined): RunRecord['status'] {
  if (!signal.aborted) return broken?.aborted ? 'aborted' : 'completed';
  return signal.reason instanceof ShopctlError ? 'failed' : 'interrupted';
}

function stopOf(signal: AbortSignal): Pick<Ending, 'stop'> {
  if (!signal.aborted) return {};
  const { message, exitCode } = signal.reason as Error & { exitCode?: ExitCode };
  return { stop: { exitCode: exitCode ?? ExitCode.interrupted, reason: message } };
}
