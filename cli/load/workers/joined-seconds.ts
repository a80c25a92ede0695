import { Histogram } from '../measure/histogram.ts';
import { SecondRows } from '../measure/second-rows.ts';
import { type Second, timesOf } from '../measure/seconds.ts';
import type { LoadWindow } from '../summary.ts';
import { Aligned } from './aligned.ts';

/** A second as one thread of several saw it. */
export interface ToldSecond extends Second {
  /** Whether it is shown, but not counted among the results. */
  readonly isWarmUp: boolean;
}

/** The seconds of a load that several threads play, each joined once all of them have told it. */
export class JoinedSeconds {
  readonly #rows = new SecondRows();
  readonly #measured: Aligned<ToldSecond>;
  readonly #warmUp: Aligned<ToldSecond>;

  /** @param onWindow called for every second, in order */
  constructor(threads: number, onWindow: (window: LoadWindow) => void) {
    this.#measured = new Aligned(threads, (_atMs, parts) => {
      const window = joinedWindow(parts);
      this.#rows.push(window);
      onWindow(window);
    });
    this.#warmUp = new Aligned(threads, (_atMs, parts) => onWindow(joinedWindow(parts)));
  }

  /** As {@link Seconds.windows}. */
  get windows(): readonly LoadWindow[] {
    return this.#rows.rows;
  }

  take(thread: number, second: ToldSecond): void {
    const seconds = second.isWarmUp ? this.#warmUp : this.#measured;
    seconds.tell(thread, second.window.atMs, second);
  }

  /** A thread tells no more. */
  end(thread: number): void {
    this.#measured.end(thread);
  }
}

/** Answers a second as one. Counts add up, and so do histograms: the percentiles are those of all requests. @param parts not empty */
export function joinedWindow(parts: readonly Second[]): LoadWindow {
  const response = new Histogram();
  for (const part of parts) response.add(part.response);
  const [first] = parts;
  if (first === undefined) throw new RangeError('nothing to join');
  const { atMs, load } = first.window;
  const sum = (count: 'started' | 'requests' | 'errors' | 'declined') =>
    parts.reduce((total, { window }) => total + window[count], 0);
  return {
    atMs,
    load,
    started: sum('started'),
    requests: sum('requests'),
    errors: sum('errors'),
    declined: sum('declined'),
    ...timesOf(response),
  };
}
