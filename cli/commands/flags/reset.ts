import * as Args from '@oclif/core/args';
import { type FlagSetting, readFlags, withDefaults } from '../../flags/flag-file.ts';
import { choosePlatform } from '../../platform/choose-platform.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import { platformFlags } from '../../terminal/platform-flags.ts';

export default class FlagsReset extends BaseCommand {
  static override summary =
    'Set a flag, or all of them, back to how the shop’s flavour has it, else to the default; faults are off by default.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> latency-profile',
  ];
  static override args = { flag: Args.string({ description: 'name of a flag; all when left out' }) };

  static override flags = platformFlags;

  override async run(): Promise<readonly FlagSetting[]> {
    const { args, flags } = await this.parse(FlagsReset);
    const platform = await choosePlatform(flags);
    const changed = withDefaults(await platform.readFlagFile(), args.flag);
    await platform.writeFlagFile(changed);
    this.print(`${args.flag ?? 'every flag'} is as in a new shop`);
    return readFlags(changed);
  }
}
