import { awaitRecovery, type Recovery } from '../chaos/await-recovery.ts';
import { createInjector, type Injector } from '../chaos/injector.ts';
import { judgeSteadyState, type SteadyState } from '../chaos/steady-state.ts';
import type { UndoJournal } from '../chaos/undo-journal.ts';
import type { Clock } from '../core/clock.ts';
import { formatDuration } from '../core/duration.ts';
import { formatPercent } from '../core/percent.ts';
import type { LoadEngine, LoadFigures } from '../load/engine.ts';
import type { ExperimentPlan, LoadPlan, RunPlan } from '../plan/run-plan.ts';
import type { FaultWindow, RunTimeline, TimeWindow } from '../plan/run-timeline.ts';
import type { RunSession } from '../platform/platform.ts';
import { type EventLog, startEventLog } from './event-log.ts';
import { type PhaseClock, startPhaseClock } from './phase-clock.ts';
import { nextWholeSecond, prepareLoads, START_LEAD_MS, STOP_GRACE_MS, stopLoads } from './play-loads.ts';
import type { RunProgress } from './run-progress.ts';
import type { ChaosRecord } from './run-record.ts';

export interface ExperimentPlay {
  readonly runId: string;
  readonly plan: RunPlan & { readonly experiment: ExperimentPlan };
  readonly engine: LoadEngine;
  readonly session: RunSession;
  readonly journal: UndoJournal;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly progress: RunProgress;
  /** Ends the faults before their time, in peace: they are undone, and the recovery is watched. */
  readonly noMore?: AbortSignal;
}

/** What an experiment did; the proof of its steps' effect comes from the telemetry, later. */
export interface PlayedExperiment {
  readonly timeline: RunTimeline;
  readonly chaos: Omit<ChaosRecord, 'steps'>;
}

/**
 * Plays an experiment: watch the shop, break it, put it back, watch it recover. Whatever stops it in between,
 * the faults are undone before this returns or throws; nothing is injected into a shop that is not steady.
 */
export async function playExperiment(play: ExperimentPlay): Promise<PlayedExperiment> {
  const { plan, engine, clock } = play;
  await prepareLoads(engine, plan.loads, play.signal);
  const startedAtMs = nextWholeSecond(clock.now() + START_LEAD_MS);
  const log = startEventLog(clock, play.progress);
  const phases = startPhaseClock(clock);
  startLoads(play, 'run', startedAtMs);
  const injector = createInjector(play);
  try {
    const steadyFromMs = startedAtMs + longestWarmUpMs(plan);
    phases.enter('steady', steadyFromMs);
    const steadyState = await watchSteadyState(play, steadyFromMs);
    const isToBreak = steadyState.isSteady && play.noMore?.aborted !== true;
    const steps = isToBreak ? await breakShop({ play, injector, log, phases }) : [];
    const { undo, undoneAtMs } = await putBack(play, injector, log);
    phases.enter('recovery', undoneAtMs);
    const recovery = await watchRecovery(play, undo.outcome === 'undone' ? undoneAtMs : undefined, log);
    await stopLoads(engine, plan.loads, play.signal.aborted ? 0 : STOP_GRACE_MS);
    const timeline = { ...phases.timeline(startedAtMs), faultSteps: steps };
    return { timeline, chaos: { steadyState, undo, recovery, events: log.events } };
  } finally {
    await injector.undo();
  }
}

async function watchSteadyState(play: ExperimentPlay, fromMs: number): Promise<SteadyState> {
  const { steadyState } = play.plan.experiment;
  const warmUpMs = longestWarmUpMs(play.plan);
  const title = warmUpMs > 0 ? 'warming up, then watching the steady state' : 'watching the steady state';
  play.progress.phase(title, warmUpMs + steadyState.durationMs);
  const window = { fromMs, toMs: fromMs + steadyState.durationMs };
  const watched = await unlessStopped(play.signal, play.clock.sleepUntil(window.toMs, play.signal));
  if (watched !== 'stopped') return lookAtLoads(play, window);
  return { isSteady: false, requests: 0, errorRatio: 0, reasons: ['stopped before it was known'] };
}

interface Breaking {
  readonly play: ExperimentPlay;
  readonly injector: Injector;
  readonly log: EventLog;
  readonly phases: PhaseClock;
}

/** Injects, follows the curve to its end or the signal, and answers the steps that began. */
async function breakShop({ play, injector, log, phases }: Breaking): Promise<readonly FaultWindow[]> {
  const { plan, clock, progress, noMore } = play;
  const signal = noMore === undefined ? play.signal : AbortSignal.any([play.signal, noMore]);
  const { durationMs } = plan.experiment;
  const startedAtMs = nextWholeSecond(clock.now() + START_LEAD_MS);
  log.add('steady', 'steady: injecting');
  progress.phase(`playing ${plan.name}`, durationMs);
  const windows = await injector.inject(plan.experiment, {
    startedAtMs,
    durationMs,
    speed: plan.speed,
    seed: plan.seed,
  });
  log.add('inject', `faults in force, ${formatDuration(durationMs)} to go`);
  startLoads(play, 'fault', startedAtMs);
  phases.enter('fault', startedAtMs);
  const follow = async () => {
    for (const window of windows) {
      await clock.sleepUntil(window.fromMs, signal);
      log.add('step', describeStep(window));
    }
    await clock.sleepUntil(startedAtMs + durationMs, signal);
  };
  if ((await unlessStopped(signal, follow())) !== 'stopped') return windows;
  const nowMs = clock.now();
  log.add('stopped', `stopped: ${reasonOf(signal)}`);
  return windows
    .filter(({ fromMs }) => fromMs < nowMs)
    .map((step) => ({ ...step, toMs: Math.min(step.toMs, nowMs) }));
}

async function putBack(
  { plan, engine, clock, progress }: ExperimentPlay,
  injector: Injector,
  log: EventLog,
): Promise<{ undo: ChaosRecord['undo']; undoneAtMs: number }> {
  const undone = await injector.undo();
  const undoneAtMs = clock.now();
  if (undone === undefined) return { undo: { outcome: 'nothing-injected', left: [] }, undoneAtMs };
  const { tookMs, left } = undone;
  const outcome = left.length === 0 ? 'undone' : 'incomplete';
  log.add(
    'undo',
    outcome === 'undone' ? `faults gone everywhere, proven in ${formatDuration(tookMs)}` : 'undo INCOMPLETE',
  );
  progress.phase('watching the recovery');
  void stopLoads(engine, loadsDuring(plan, 'fault'), STOP_GRACE_MS);
  return { undo: { outcome, tookMs, left }, undoneAtMs };
}

async function watchRecovery(
  play: ExperimentPlay,
  undoneAtMs: number | undefined,
  log: EventLog,
): Promise<Recovery> {
  if (undoneAtMs === undefined) return { outcome: 'not-checked', reason: 'nothing was undone' };
  const { clock, signal, plan } = play;
  const look = (window: TimeWindow) => lookAtLoads(play, window);
  const watch = awaitRecovery({ plan: plan.experiment.recovery, undoneAtMs, clock, signal, look });
  const recovery = await unlessStopped(signal, watch);
  if (recovery === 'stopped') return { outcome: 'not-checked', reason: 'stopped before it was known' };
  if (recovery.outcome === 'recovered') log.add('recovered', `recovered: ${recovery.reason}`);
  return recovery;
}

/** Judges what all loads that last the whole run met, probes included; the slowest load speaks for the latency. */
async function lookAtLoads({ engine, plan }: ExperimentPlay, window: TimeWindow): Promise<SteadyState> {
  const figures = await Promise.all(loadsDuring(plan, 'run').map(({ name }) => engine.figures(name, window)));
  const sum = (pick: (one: LoadFigures) => number) => figures.reduce((total, one) => total + pick(one), 0);
  return judgeSteadyState(plan.experiment.steadyState, {
    requests: sum(({ requests }) => requests),
    errors: sum(({ errors }) => errors),
    p95Ms: Math.max(0, ...figures.map(({ p95Ms }) => p95Ms ?? 0)),
  });
}

function startLoads({ engine, plan }: ExperimentPlay, during: LoadPlan['during'], startAtMs: number): void {
  for (const load of loadsDuring(plan, during)) engine.start(load, startAtMs);
}

function loadsDuring(plan: RunPlan, during: LoadPlan['during']): readonly LoadPlan[] {
  return plan.loads.filter((load) => load.during === during);
}

/** What is played before anything counts is no steady state yet. */
function longestWarmUpMs(plan: RunPlan): number {
  return Math.max(0, ...loadsDuring(plan, 'run').map(({ warmUpMs = 0 }) => warmUpMs));
}

/** A broken threshold is a reason of its own, and no error. */
function reasonOf({ reason }: AbortSignal): string {
  return reason instanceof Error ? reason.message : `${reason} is broken`;
}

/** Answers what the work answers, or that the signal ended it. @throws what the work throws for another reason */
async function unlessStopped<T>(signal: AbortSignal, work: Promise<T>): Promise<T | 'stopped'> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted) return 'stopped';
    throw error;
  }
}

function describeStep({ index, delayMs, failureRatio }: FaultWindow): string {
  return `step ${index + 1}: +${formatDuration(delayMs)}, ${formatPercent(failureRatio)} failing`;
}
