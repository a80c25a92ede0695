import { createInterface } from 'node:readline/promises';
import * as Flags from '@oclif/core/flags';
import { ExitCode } from '../core/errors.ts';
import type { SetupCheck } from '../platform/local/setup/setup-check.ts';
import { BaseCommand } from '../terminal/base-command.ts';
import { portBaseFlag } from '../terminal/plan-flags.ts';

export default class Setup extends BaseCommand {
  static override summary = 'Check this machine, and install Redis when it is missing.';
  static override description =
    "Installs the package of the system's own package manager, after asking, and never starts a service. Each line says what to do about it.";
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --yes',
  ];
  static override flags = {
    yes: Flags.boolean({ char: 'y', description: 'Install what is missing without asking.' }),
    'port-base': portBaseFlag,
  };

  override async run(): Promise<{ readonly checks: readonly SetupCheck[] }> {
    const { flags } = await this.parse(Setup);
    const { setUpMachine } = await import('../platform/local/setup/set-up-machine.ts');
    const checks = await setUpMachine({
      env: process.env,
      portBase: flags['port-base'],
      say: (text) => this.note(text),
      mayInstall: async (command) =>
        flags.yes || this.#ask(`Redis is missing. Install it by \`${command}\`? [y/N] `),
    });
    const marks = {
      ok: this.paint.green('✔'),
      warning: this.paint.yellow('!'),
      missing: this.paint.red('✖'),
    };
    for (const { state, text, fix } of checks) {
      this.print(`${marks[state]} ${text}`);
      if (fix !== undefined) this.print(`  ${fix}`);
    }
    if (checks.some(({ state }) => state === 'missing')) this.concludeWith(ExitCode.environment);
    else this.note('\nnext: shopctl deploy');
    return { checks };
  }

  async #ask(question: string): Promise<boolean> {
    if (!(process.stdin.isTTY && process.stderr.isTTY) || this.jsonEnabled()) return false;
    const dialogue = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await dialogue.question(question);
    dialogue.close();
    return /^y(es)?$/i.test(answer.trim());
  }
}
