import type { LoadState } from '../../load/load-control.ts';

/** Where a run's loads stand: what `shopctl load status` answers, and every command that changes them. */
export interface LoadStatus {
  /** Its id. */
  readonly run: string;
  /** Of the process that plays it. */
  readonly pid: number;
  readonly state: 'playing' | 'paused' | 'ending';
  readonly loads: readonly LoadState[];
}
