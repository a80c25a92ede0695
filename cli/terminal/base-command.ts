import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import type { ChalkInstance } from 'chalk';
import { didYouMean } from '../core/closest-name.ts';
import { type ExitCode, ShopctlError } from '../core/errors.ts';
import { painterFor } from './colour.ts';
import { type SignalTrap, StoppedBySignal, trapSignals } from './signals.ts';

/**
 * What every command shares: `--json`, colour, signals, and errors with exit codes.
 * Results go to stdout (`print`), everything else to stderr (`note`).
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = {
    'no-color': Flags.boolean({ description: 'Plain text.', helpGroup: 'GLOBAL' }),
  };

  #trap: SignalTrap | undefined;

  /** Aborts on Ctrl-C or SIGTERM; listened for from the first use on. */
  protected get signal(): AbortSignal {
    this.#trap ??= trapSignals(() => this.note('\nStopping… press Ctrl-C again to leave at once.'));
    return this.#trap.signal;
  }

  /** Paints for stdout. */
  protected get paint(): ChalkInstance {
    return painterFor({ env: process.env, argv: this.argv, isTty: process.stdout.isTTY });
  }

  /** Columns of the terminal, 100 where there is none. */
  protected get width(): number {
    return process.stdout.columns ?? 100;
  }

  /** Writes a part of the result to stdout; silent under `--json`, where the returned value is printed. */
  protected print(text: string): void {
    this.log(text);
  }

  /** Writes progress, a warning or a hint to stderr. */
  protected note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Sets the exit code that the command ends with. */
  protected concludeWith(code: ExitCode): void {
    process.exitCode = code;
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.#trap?.release();
    await super.finally(error);
  }

  protected override async catch(error: Error & { exitCode?: number }): Promise<unknown> {
    if (error instanceof StoppedBySignal) {
      this.concludeWith(error.exitCode);
      return undefined;
    }
    if (error instanceof ShopctlError) {
      Object.assign(error, { oclif: { exit: error.exitCode }, suggestions: error.hint ? [error.hint] : [] });
    }
    nameKnownFlags(error);
    return super.catch(error);
  }

  protected override toErrorJson(error: unknown): unknown {
    if (error instanceof ShopctlError) {
      const { code, message, hint } = error;
      return { error: hint === undefined ? { code, message } : { code, message, hint } };
    }
    const message = error instanceof Error ? error.message : String(error);
    return { error: { code: 'SHOPCTL_USAGE', message } };
  }
}

/** Adds to oclif's "nonexistent flag" which flag was probably meant. */
function nameKnownFlags(error: unknown): void {
  const { flags, parse } = error as { flags?: unknown; parse?: { input?: { flags?: object } } };
  if (!Array.isArray(flags) || typeof flags[0] !== 'string' || parse?.input?.flags === undefined) return;
  const known = Object.keys(parse.input.flags).map((name) => `--${name}`);
  Object.assign(error as object, { suggestions: [didYouMean(flags[0], known)] });
}
