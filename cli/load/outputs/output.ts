import type { Point } from '../point.ts';

/** Takes what a load measures while it plays, to a file or another tool. */
export interface Output {
  /** In order, some at a time. Never blocks the load: what waits for a slow disk or network waits here. */
  take(points: readonly Point[]): void;
  /**
   * Ends it with everything taken written.
   * @throws ShopctlError naming the destination when something was lost
   */
  close(): Promise<void>;
}
