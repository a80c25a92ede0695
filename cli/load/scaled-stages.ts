import type { LoadStage, UserStage } from '../plan/run-plan.ts';

/** A stretch over which something moves in a straight line. */
interface Line {
  readonly durationMs: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Answers stages whose rate is multiplied from an instant on, and as it was before it.
 * @param atMs milliseconds after the start of the first stage, ≥ 0
 */
export function scaledStages(
  stages: readonly LoadStage[],
  atMs: number,
  factor: number,
): readonly LoadStage[] {
  const lines = stages.map(({ durationMs, fromRatePerSecond: from, toRatePerSecond: to }) => ({
    durationMs,
    from,
    to,
  }));
  return scaledFrom(lines, atMs, factor).map(({ durationMs, from, to }) => ({
    durationMs,
    fromRatePerSecond: from,
    toRatePerSecond: to,
  }));
}

/** As {@link scaledStages}, for virtual users. */
export function scaledUserStages(
  stages: readonly UserStage[],
  atMs: number,
  factor: number,
): readonly UserStage[] {
  const lines = stages.map(({ durationMs, fromUsers: from, toUsers: to }) => ({ durationMs, from, to }));
  return scaledFrom(lines, atMs, factor).map(({ durationMs, from, to }) => ({
    durationMs,
    fromUsers: from,
    toUsers: to,
  }));
}

function scaledFrom(lines: readonly Line[], atMs: number, factor: number): readonly Line[] {
  let startMs = 0;
  return lines.flatMap((line) => {
    const untilMs = atMs - startMs;
    startMs += line.durationMs;
    if (untilMs >= line.durationMs) return [line];
    if (untilMs <= 0) return [scaled(line, factor)];
    const middle = line.from + ((line.to - line.from) * untilMs) / line.durationMs;
    return [
      { durationMs: untilMs, from: line.from, to: middle },
      scaled({ durationMs: line.durationMs - untilMs, from: middle, to: line.to }, factor),
    ];
  });
}

function scaled({ durationMs, from, to }: Line, factor: number): Line {
  return { durationMs, from: from * factor, to: to * factor };
}
