import { Chalk, type ChalkInstance } from 'chalk';

/** What decides whether a stream gets colour. */
export interface ColourSettings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly argv: readonly string[];
  readonly isTty: boolean;
}

/**
 * Answers a painter for one stream: colours on a terminal, plain text elsewhere or when the user says so
 * (`--no-color`, `NO_COLOR`, `SHOPCTL_NO_COLOR`, `TERM=dumb`, `--json`). Decided here once, because chalk
 * itself does not look at `NO_COLOR`.
 */
export function painterFor({ env, argv, isTty }: ColourSettings): ChalkInstance {
  const isRefused =
    argv.includes('--no-color') ||
    argv.includes('--json') ||
    Boolean(env['NO_COLOR']) ||
    Boolean(env['SHOPCTL_NO_COLOR']) ||
    env['TERM'] === 'dumb';
  return new Chalk({ level: isTty && !isRefused ? 2 : 0 });
}
