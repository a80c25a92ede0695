/** One line or more about what a bench measured. */
export interface Finding {
  readonly text: string;
  /** Whether it is what it must be. */
  readonly isGood: boolean;
}
