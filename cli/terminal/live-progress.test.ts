import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import type { LoadWindow } from '../load/summary.ts';
import { createHandTurnedClock } from '../test/hand-turned-clock.ts';
import { createLiveProgress } from './live-progress.ts';

function second(atMs: number, load: string, requests: number): LoadWindow {
  return { atMs, load, started: 2, requests, errors: 1, declined: 0, p95Ms: 120 };
}

/** A progress that writes into a string, on a terminal or not. */
function progressOn(isTTY: boolean) {
  const clock = createHandTurnedClock(1_000_000);
  const written: string[] = [];
  const stream = { isTTY, columns: 80, write: (text: string) => written.push(text) };
  const progress = createLiveProgress({ stream, paint: new Chalk({ level: 0 }), clock, probes: ['probe'] });
  return { clock, written, progress };
}

describe('live progress', () => {
  it('keeps one status line up to date on a terminal, summed over the loads of a second, probes left out', () => {
    const { clock, written, progress } = progressOn(true);
    progress.phase('playing', 60_000);
    clock.advance(5000);
    progress.window(second(1_004_000, 'shoppers', 3));
    progress.window(second(1_004_000, 'visitors', 4));
    progress.window(second(1_004_000, 'probe', 41));
    expect(written.at(-1)).toBe(
      '\r\x1b[K  5s of 1m · 4 iterations/s · 7 requests/s · 2 errors · slowest p95 120ms',
    );
    progress.done();
    expect(written.at(-1)).toBe('\r\x1b[K');
  });

  it('says when a phase only waits for what is under way', () => {
    const { clock, written, progress } = progressOn(true);
    progress.phase('playing', 3000);
    clock.advance(7000);
    progress.window({ atMs: 1_006_000, load: 'shoppers', started: 0, requests: 0, errors: 0, declined: 0 });
    expect(written.at(-1)).toBe(
      '\r\x1b[K  finishing what is under way, 7s · 0 iterations/s · 0 requests/s · 0 errors',
    );
  });

  it('expects a phase to end later by what it was paused for', () => {
    const { clock, written, progress } = progressOn(true);
    progress.phase('playing', 3000);
    progress.event({ text: 'paused for 10s', lengthMs: 10_000 });
    clock.advance(7000);
    progress.window({ atMs: 1_006_000, load: 'shoppers', started: 0, requests: 0, errors: 0, declined: 0 });
    expect(written.at(-1)).toContain('7s of 13s');
  });

  it('never draws beyond the edge of the terminal', () => {
    const { written, progress } = progressOn(true);
    progress.phase('playing');
    progress.window(second(1_000_000, 'x'.repeat(200), 1_000_000_000));
    expect((written.at(-1) ?? '').replace('\r\x1b[K', '').length).toBeLessThan(80);
  });

  it('writes plain lines elsewhere: events at once, the status every ten seconds', () => {
    const { clock, written, progress } = progressOn(false);
    progress.phase('playing', 60_000);
    for (let atMs = 1_000_000; atMs < 1_025_000; atMs += 1000) {
      progress.window(second(atMs, 'shoppers', 3));
      clock.advance(1000);
    }
    progress.event({ text: 'faults gone' });
    progress.done();
    expect(written.filter((line) => line.includes('requests/s'))).toHaveLength(2);
    expect(written.at(-1)).toBe('  faults gone\n');
    expect(written.join('')).not.toContain('\x1b');
  });
});
