import type { RunControl } from '../run/control/run-control.ts';

/** A terminal's input, as far as keys are read from it. */
export interface KeyInput {
  readonly isTTY?: boolean;
  setRawMode(isRaw: boolean): unknown;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  off(event: 'data', listener: (chunk: Buffer) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

export interface RunKeysOptions {
  readonly input: KeyInput;
  readonly control: Pick<RunControl, 'isPaused' | 'pause' | 'resume' | 'scale' | 'stop'>;
  /** Tells the user something. */
  say(text: string): void;
  /** Whether something else names the keys all the time. */
  readonly isHelpShown?: boolean;
  /** What Ctrl-C does: a raw terminal makes no signal of it. */
  interrupt(): void;
}

/** A tenth more; a tenth less takes it back. */
const STEP = 1.1;
const HELP = 'keys: p pause or resume · + - rate or users by 10 % · q stop · ? this line';

/** Answers what keys can do to a load, the most useful first. @param isSearching whether its rate is searched for */
export function keysFor(isSearching: boolean): readonly string[] {
  return isSearching ? ['q stop'] : ['p pause or resume', '+ - rate or users by 10 %', 'q stop'];
}

/** Answers whether keys are read: by a person at a terminal, and by nobody else. */
export function takesKeys({
  stdin,
  stdout,
  argv,
  env,
}: {
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: { readonly isTTY?: boolean };
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}): boolean {
  return stdin.isTTY === true && stdout.isTTY === true && !argv.includes('--json') && !env['CI'];
}

/**
 * Lets keys change a load that plays: the terminal is raw until it is given back.
 * @returns gives it back; safe to call twice
 */
export function readRunKeys({
  input,
  control,
  say,
  isHelpShown = false,
  interrupt,
}: RunKeysOptions): () => void {
  const actions: Readonly<Record<string, () => unknown>> = {
    p: () => (control.isPaused ? control.resume() : control.pause()),
    '+': () => control.scale({ factor: STEP }),
    '=': () => control.scale({ factor: STEP }),
    '-': () => control.scale({ factor: 1 / STEP }),
    q: () => control.stop('the key q'),
    '?': () => say(HELP),
    '\x03': interrupt,
  };
  const take = async (chunk: Buffer) => {
    for (const key of chunk.toString()) {
      try {
        await actions[key]?.();
      } catch (error) {
        say((error as Error).message);
      }
    }
  };
  const giveBack = () => {
    input.off('data', take);
    input.setRawMode(false);
    input.pause();
    process.off('exit', giveBack);
  };
  // Whatever ends the process, the shell must find its terminal as it was.
  process.once('exit', giveBack);
  input.setRawMode(true);
  input.on('data', take);
  input.resume();
  if (!isHelpShown) say(HELP);
  return giveBack;
}
