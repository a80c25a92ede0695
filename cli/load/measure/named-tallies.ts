import { ALL_CHECKS, type Threshold } from '../../plan/threshold.ts';
import type { CheckSummary, CounterSummary } from '../summary.ts';
import { type LiveSlices, LiveTimes } from './live-times.ts';

/** Names told apart. A journey that makes names of ids must not fill the memory. */
const MOST_NAMES = 100;

/** Checks that journeys made, by name. */
export class CheckTallies {
  readonly #checks = new Map<string, { passed: number; failed: number }>();
  readonly #live: ReadonlyMap<string, LiveTimes>;

  /** @param lookedAt thresholds that somebody watches while the load plays */
  constructor(lookedAt: readonly Threshold[] = []) {
    const ofChecks = lookedAt.filter(({ metric }) => metric === 'failed');
    this.#live = new Map(ofChecks.map(({ subject }) => [subject, new LiveTimes(false)] as const));
  }

  add(name: string, holds: boolean): void {
    this.absorb([{ name, passed: holds ? 1 : 0, failed: holds ? 0 : 1 }]);
    if (this.#live.size === 0) return;
    for (const subject of new Set([ALL_CHECKS, name])) this.#live.get(subject)?.record(0, 0, !holds);
  }

  /** Answers what there is of those that are watched since the last time. */
  takeLive(): readonly LiveSlices[] {
    return Array.from(this.#live).flatMap(([name, live]) => {
      const slices = live.take();
      return slices === undefined ? [] : { of: 'check' as const, name, ...slices };
    });
  }

  /** Adds what was counted elsewhere. */
  absorb(checks: readonly CheckSummary[]): void {
    for (const { name, passed, failed } of checks) {
      const tally = entryOf(this.#checks, name, '(further checks)', () => ({ passed: 0, failed: 0 }));
      tally.passed += passed;
      tally.failed += failed;
    }
  }

  /** By name. */
  summary(): readonly CheckSummary[] {
    return sorted(Array.from(this.#checks, ([name, tally]) => ({ name, ...tally })));
  }
}

/** What journeys counted, by name. */
export class Counters {
  readonly #counters = new Map<string, { count: number }>();

  /** @throws RangeError for what is no finite number: it would spoil the sum */
  add(name: string, by: number): void {
    if (!Number.isFinite(by)) throw new RangeError(`counter "${name}" cannot count ${by}`);
    entryOf(this.#counters, name, '(further counters)', () => ({ count: 0 })).count += by;
  }

  /** Adds what was counted elsewhere. */
  absorb(counters: readonly CounterSummary[]): void {
    for (const { name, count } of counters) this.add(name, count);
  }

  /** By name. */
  summary(): readonly CounterSummary[] {
    return sorted(Array.from(this.#counters, ([name, { count }]) => ({ name, count })));
  }
}

function entryOf<Entry>(
  entries: Map<string, Entry>,
  name: string,
  further: string,
  blank: () => Entry,
): Entry {
  const key = entries.size < MOST_NAMES || entries.has(name) ? name : further;
  const known = entries.get(key) ?? blank();
  entries.set(key, known);
  return known;
}

function sorted<Named extends { readonly name: string }>(all: readonly Named[]): readonly Named[] {
  return all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
