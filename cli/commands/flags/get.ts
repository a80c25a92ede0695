import * as Args from '@oclif/core/args';
import { type FlagSetting, readFlag } from '../../flags/flag-file.ts';
import { choosePlatform } from '../../platform/choose-platform.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import { platformFlags } from '../../terminal/platform-flags.ts';

export default class FlagsGet extends BaseCommand {
  static override summary = 'Print the variant a flag is set to.';
  static override examples = ['<%= config.bin %> <%= command.id %> latency-profile'];
  static override args = { flag: Args.string({ description: 'name of a flag', required: true }) };

  static override flags = platformFlags;

  override async run(): Promise<FlagSetting> {
    const { args, flags } = await this.parse(FlagsGet);
    const setting = readFlag(await (await choosePlatform(flags)).readFlagFile(), args.flag);
    this.print(setting.variant);
    return setting;
  }
}
