import * as Args from '@oclif/core/args';
import { type FlagSetting, readFlag, withVariant } from '../../flags/flag-file.ts';
import { choosePlatform } from '../../platform/choose-platform.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import { platformFlags } from '../../terminal/platform-flags.ts';

export default class FlagsSet extends BaseCommand {
  static override summary = 'Set a flag to one of its variants; every process follows within a second.';
  static override examples = ['<%= config.bin %> <%= command.id %> latency-profile fast'];
  static override args = {
    flag: Args.string({ description: 'name of a flag', required: true }),
    variant: Args.string({ description: 'one of its variants', required: true }),
  };

  static override flags = platformFlags;

  override async run(): Promise<FlagSetting> {
    const { args, flags } = await this.parse(FlagsSet);
    const platform = await choosePlatform(flags);
    const changed = withVariant(await platform.readFlagFile(), args.flag, args.variant);
    await platform.writeFlagFile(changed);
    this.print(`${args.flag} is ${args.variant}`);
    return readFlag(changed, args.flag);
  }
}
