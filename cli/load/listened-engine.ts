import type { LoadEngine } from './engine.ts';
import type { Point } from './point.ts';
import type { LoadWindow } from './summary.ts';
import type { BrokenThreshold } from './threshold-watch.ts';

type Listener<Told> = (told: Told) => void;

/** The part of an engine that listeners see: whoever asked hears of windows, points and broken thresholds. */
export abstract class ListenedEngine implements Pick<LoadEngine, 'onWindow' | 'onPoints' | 'onBroken'> {
  readonly #windowListeners: Listener<LoadWindow>[] = [];
  readonly #pointListeners: Listener<readonly Point[]>[] = [];
  readonly #brokenListeners: Listener<BrokenThreshold>[] = [];

  onWindow(listener: Listener<LoadWindow>): void {
    this.#windowListeners.push(listener);
  }

  onPoints(listener: Listener<readonly Point[]>): void {
    this.#pointListeners.push(listener);
  }

  onBroken(listener: Listener<BrokenThreshold>): void {
    this.#brokenListeners.push(listener);
  }

  protected tellWindow(window: LoadWindow): void {
    for (const listener of this.#windowListeners) listener(window);
  }

  protected tellPoints(points: readonly Point[]): void {
    for (const listener of this.#pointListeners) listener(points);
  }

  protected tellBroken(broken: BrokenThreshold): void {
    for (const listener of this.#brokenListeners) listener(broken);
  }
}
