import type { ChalkInstance } from 'chalk';
import type { Clock } from '../core/clock.ts';
import { formatDuration } from '../core/duration.ts';
import type { LoadWindow } from '../load/summary.ts';
import type { RunProgress } from '../run/run-progress.ts';

/** Where and how progress is drawn. */
export interface LiveProgressOptions {
  readonly stream: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
  readonly paint: ChalkInstance;
  readonly clock: Clock;
  /** Probe loads are played too but are not users; their windows are left out. */
  readonly probes: readonly string[];
}

/** Seconds between two status lines where lines cannot be drawn over. */
const PLAIN_LINE_EVERY_S = 10;

/** Answers a progress that keeps one status line up to date on a terminal, and writes lines elsewhere. */
export function createLiveProgress({ stream, paint, clock, probes }: LiveProgressOptions): RunProgress {
  let phase: Phase = { sinceMs: 0, plannedMs: undefined };
  let second = { atMs: 0, windows: [] as LoadWindow[] };
  let lastPlainMs = 0;

  const line = (text: string) => stream.write(`${stream.isTTY ? '\r\x1b[K' : ''}${text}\n`);
  const drawStatus = () => {
    const text = statusText(phase, second.windows, clock.now());
    if (stream.isTTY) stream.write(`\r\x1b[K${paint.dim(text.slice(0, (stream.columns ?? 80) - 1))}`);
    else if (clock.now() - lastPlainMs >= PLAIN_LINE_EVERY_S * 1000) {
      lastPlainMs = clock.now();
      line(text);
    }
  };
  return {
    phase(title, plannedMs) {
      phase = { sinceMs: clock.now(), plannedMs };
      lastPlainMs = clock.now();
      line(`${paint.cyan('▸')} ${title}${plannedMs === undefined ? '' : ` (${formatDuration(plannedMs)})`}`);
    },
    event({ text, lengthMs = 0 }) {
      const { plannedMs } = phase;
      phase = { ...phase, plannedMs: plannedMs === undefined ? undefined : plannedMs + lengthMs };
      line(`  ${text}`);
    },
    window(window) {
      if (probes.includes(window.load)) return;
      if (window.atMs !== second.atMs) second = { atMs: window.atMs, windows: [] };
      second.windows.push(window);
      drawStatus();
    },
    done: () => void (stream.isTTY && stream.write('\r\x1b[K')),
  };
}

interface Phase {
  readonly sinceMs: number;
  readonly plannedMs: number | undefined;
}

function statusText(phase: Phase, windows: readonly LoadWindow[], nowMs: number): string {
  const sum = (pick: (window: LoadWindow) => number) =>
    windows.reduce((total, window) => total + pick(window), 0);
  const p95sMs = windows.flatMap(({ p95Ms }) => p95Ms ?? []);
  return [
    `  ${timeText(phase, nowMs)}`,
    `${sum(({ started }) => started)} iterations/s`,
    `${sum(({ requests }) => requests)} requests/s`,
    `${sum(({ errors }) => errors)} errors`,
    ...(p95sMs.length === 0 ? [] : [`slowest p95 ${formatDuration(Math.max(...p95sMs))}`]),
  ].join(' · ');
}

/** After its planned end a phase only waits for what is still under way. */
function timeText({ sinceMs, plannedMs }: Phase, nowMs: number): string {
  const elapsedMs = Math.max(0, Math.round((nowMs - sinceMs) / 1000) * 1000);
  if (plannedMs === undefined) return formatDuration(elapsedMs);
  if (elapsedMs > plannedMs + 1000) return `finishing what is under way, ${formatDuration(elapsedMs)}`;
  return `${formatDuration(elapsedMs)} of ${formatDuration(plannedMs)}`;
}
