import type { LoadWindow } from '../load/summary.ts';

/** How a run tells its watcher what it is doing; the terminal draws it, tests collect it. */
export interface RunProgress {
  /** A new stretch of work begins; how long it is planned to take, when that is known. */
  phase(title: string, plannedMs?: number): void;
  /** Something happened that the record will tell too. */
  event(event: ProgressEvent): void;
  /** A second of a load is over. */
  window(window: LoadWindow): void;
  /** Nothing more will come. */
  done(): void;
}

export interface ProgressEvent {
  readonly text: string;
  /** By how much the phase becomes longer, in milliseconds. */
  readonly lengthMs?: number;
}
