import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { choosePlatform } from '../platform/choose-platform.ts';
import { BaseCommand } from '../terminal/base-command.ts';
import { platformFlags } from '../terminal/platform-flags.ts';

export default class Logs extends BaseCommand {
  static override summary = "Print a part's log: a service, a store, telemetry or supervisor.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> orders',
    '<%= config.bin %> <%= command.id %> recommendation --follow',
  ];
  static override args = {
    service: Args.string({ description: 'name of the part, as `shopctl status` lists it', required: true }),
  };
  static override flags = {
    ...platformFlags,
    follow: Flags.boolean({ char: 'f', description: 'Go on with what comes, until Ctrl-C.' }),
  };

  override async run(): Promise<{ readonly lines: readonly string[] }> {
    const { args, flags } = await this.parse(Logs);
    const { signal } = this;
    const lines: string[] = [];
    for await (const line of (await choosePlatform(flags)).logs(args.service, {
      follow: flags.follow,
      signal,
    })) {
      this.print(line);
      if (this.jsonEnabled()) lines.push(line);
    }
    return { lines };
  }
}
