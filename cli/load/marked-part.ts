import type { LoadPlan } from '../plan/run-plan.ts';
import { plannedArrivals } from './planned-arrivals.ts';
import type { PlayedLoad, PlayedPart, PlayedStripe } from './played-part.ts';
import { numberOf, sizeOf } from './stripe.ts';
import type { IterationCounts } from './summary.ts';

/** What was played of a load, and what of it was started since. */
export interface MarkedLoad {
  readonly load: LoadPlan;
  readonly seed: number;
  /** By stripe: the number after that of the last iteration that was started. */
  readonly marks: readonly number[];
  /** Milliseconds from when the part was told to the last of those starts. */
  readonly sinceMs: number;
  /** How many iterations all earlier parts have started. */
  readonly startedBefore: number;
}

/**
 * Answers a part that was cut off, with what was started after it was told: those iterations count as interrupted,
 * and what comes next comes after them.
 */
export function markedPart(part: PlayedPart, marked: readonly MarkedLoad[]): PlayedPart {
  return {
    ...part,
    loads: part.loads.map((played) => {
      const own = marked.find(({ load }) => load.name === played.name);
      if (own === undefined) return played;
      return own.load.userStages === undefined ? markedOpen(played, own) : markedClosed(played, own);
    }),
  };
}

/** Answers how many iterations of a load some parts have started, those of a warm-up included. */
export function startedIn(parts: readonly PlayedPart[], load: string): number {
  const threads = parts
    .flatMap(({ loads }) => loads.filter(({ name }) => name === load))
    .flatMap((played) => played.threads);
  return threads.reduce((sum, { delivery }) => sum + delivery.counts.started + delivery.warmUp.started, 0);
}

/** Each thread starts the arrivals of its stripe in their order. */
function markedOpen(played: PlayedLoad, { load, seed, marks }: MarkedLoad): PlayedLoad {
  const count = played.threads.length;
  const threads = played.threads.map((thread, index) => {
    const stripe = { index, count };
    const { next, changes, elapsedMs } = thread.progress;
    const marked = sizeOf(stripe, marks[index] ?? 0);
    if (marked <= next) return thread;
    const arrivals = plannedArrivals(load, seed, changes);
    const dueMs = Array.from({ length: marked - next }, (_, place) => {
      const arrival = numberOf(stripe, next + place);
      // A change of the rate by hand may have brought more than the plan had when it was told.
      return arrival < arrivals.count ? arrivals.dueMs(arrival) : elapsedMs;
    });
    const warm = dueMs.filter((each) => each < (load.warmUpMs ?? 0)).length;
    const progress = { changes, next: marked, elapsedMs: Math.max(elapsedMs, dueMs.at(-1) ?? 0) };
    const { delivery, ledger } = withInterrupted(thread, dueMs.length - warm, warm);
    return { delivery: { ...delivery, elapsedMs: progress.elapsedMs }, ledger, progress };
  });
  return { ...played, threads };
}

/** All threads take their iterations from one count. */
function markedClosed(played: PlayedLoad, { load, marks, sinceMs, startedBefore }: MarkedLoad): PlayedLoad {
  const [first, ...others] = played.threads;
  if (first === undefined) return played;
  const next = Math.max(...marks, ...played.threads.map(({ progress }) => progress.next));
  const started = startedBefore + startedIn([{ loads: [played], works: [], lostSpans: 0 }], load.name);
  const more = Math.max(0, next - started);
  const isWarm = first.progress.elapsedMs < (load.warmUpMs ?? 0);
  const { delivery, ledger } = withInterrupted(first, isWarm ? 0 : more, isWarm ? more : 0);
  const elapsedMs = first.progress.elapsedMs + (more === 0 ? 0 : sinceMs);
  const marked = {
    ...{ ledger, delivery: { ...delivery, elapsedMs } },
    progress: { ...first.progress, next, elapsedMs },
  };
  return { ...played, threads: [marked, ...others] };
}

function withInterrupted(thread: PlayedStripe, measured: number, warm: number): PlayedStripe {
  const { delivery } = thread;
  return {
    ...thread,
    delivery: {
      ...delivery,
      counts: withMore(delivery.counts, measured),
      warmUp: withMore(delivery.warmUp, warm),
    },
  };
}

function withMore(counts: IterationCounts, interrupted: number): IterationCounts {
  return {
    ...counts,
    planned: counts.planned + interrupted,
    started: counts.started + interrupted,
    interrupted: counts.interrupted + interrupted,
  };
}
