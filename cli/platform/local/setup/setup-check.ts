/** One thing the tool needs of this machine. */
export interface SetupCheck {
  readonly name: 'node' | 'redis' | 'postgres' | 'ports' | 'files';
  /** `warning`: works, but look at it. `missing`: `deploy` will not work. */
  readonly state: 'ok' | 'warning' | 'missing';
  /** What was found, or what is wrong. */
  readonly text: string;
  /** What to do about it. */
  readonly fix?: string;
}
