/** Says that something is to end before its time. An `AbortSignal` is one. */
export interface StopSignal {
  readonly aborted: boolean;
  /** Why, once it has aborted. */
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
