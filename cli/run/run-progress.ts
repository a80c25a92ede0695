import type { LoadLook } from '../load/load-look.ts';
import type { LoadWindow } from '../load/summary.ts';
import type { Capacity, CapacityStep } from './capacity/capacity.ts';

/** How a run tells its watcher what it is doing; the terminal draws it, tests collect it. */
export interface RunProgress {
  /** A new stretch of work begins; how long it is planned to take, when that is known. */
  phase(title: string, plannedMs?: number): void;
  /** Something happened that the record will tell too. */
  event(event: ProgressEvent): void;
  /** A second of a load is over. */
  window(window: LoadWindow): void;
  /**
   * A load of users plays that may be looked at as often as wanted; left out by who does not want to.
   * @param look answers what it is doing; rejects before its start and after its end
   * @returns ends it
   */
  watch?(look: () => Promise<LoadLook>): () => void;
  /** A search for the capacity goes on with another step. */
  search?(standing: SearchStanding): void;
  /** A threshold cannot be met any more. */
  broken?(expression: string): void;
  /** Nothing more will come. */
  done(): void;
}

export interface ProgressEvent {
  readonly text: string;
  /** By how much the phase becomes longer, in milliseconds. */
  readonly lengthMs?: number;
}

/** What a search is about to try, and what it knows. */
export type SearchStanding = Pick<CapacityStep, 'kind' | 'ratePerSecond'> &
  Pick<Capacity, 'heldPerSecond' | 'brokenPerSecond' | 'repeats'>;
