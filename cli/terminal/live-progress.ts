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
  let phase = { title: '', sinceMs: 0, plannedMs: undefined as number | undefined };
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
      phase = { title, sinceMs: clock.now(), plannedMs };
      lastPlainMs = clock.now();
      line(`${paint.cyan('▸')} ${title}${plannedMs === undefined ? '' : ` (${formatDuration(plannedMs)})`}`);
    },
    event: ({ text }) => void line(`  ${text}`),
    window(window) {
      if (probes.includes(window.load)) return;
      if (window.atMs !== second.atMs) second = { atMs: window.atMs, windows: [] };
      second.windows.push(window);
      drawStatus();
    },
    done: () => void (stream.isTTY && stream.write('\r\x1b[K')),
  };
}

function statusText(
  phase: { title: string; sinceMs: number; plannedMs: number | undefined },
  windows: readonly LoadWindow[],
  nowMs: number,
): string {
  const sum = (pick: (window: LoadWindow) => number) =>
    windows.reduce((total, window) => total + pick(window), 0);
  const slowestMs = Math.max(0, ...windows.map(({ p95Ms }) => p95Ms ?? 0));
  const elapsed = formatDuration(Math.max(0, Math.round((nowMs - phase.sinceMs) / 1000) * 1000));
  const planned = phase.plannedMs === undefined ? '' : ` of ${formatDuration(phase.plannedMs)}`;
  return [
    `  ${elapsed}${planned}`,
    `${sum(({ started }) => started)} iterations/s`,
    `${sum(({ requests }) => requests)} requests/s`,
    `${sum(({ errors }) => errors)} errors`,
    `slowest p95 ${formatDuration(slowestMs)}`,
  ].join(' · ');
}
