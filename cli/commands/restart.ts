import * as Args from '@oclif/core/args';
import { choosePlatform } from '../platform/choose-platform.ts';
import { BaseCommand } from '../terminal/base-command.ts';
import { platformFlags } from '../terminal/platform-flags.ts';

export default class Restart extends BaseCommand {
  static override summary = 'Put a new process in the place of a service; no request is lost.';
  static override description =
    'The new one is ready, and has taken over the address, before the old one answers what it has and ends.';
  static override examples = ['<%= config.bin %> <%= command.id %> orders'];
  static override args = {
    service: Args.string({ description: 'name of a service, as `shopctl status` lists it', required: true }),
  };

  static override flags = platformFlags;

  override async run(): Promise<{ readonly restarted: string }> {
    const { args, flags } = await this.parse(Restart);
    await (await choosePlatform(flags)).restart(args.service, this.signal);
    this.print(`${args.service} restarted`);
    return { restarted: args.service };
  }
}
