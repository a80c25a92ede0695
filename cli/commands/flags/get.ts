import * as Args from '@oclif/core/args';
import type { FlagSetting } from '../../flags/flag-file.ts';
import { BaseCommand } from '../../terminal/base-command.ts';

export default class FlagsGet extends BaseCommand {
  static override summary = 'Print the variant a flag is set to.';
  static override examples = ['<%= config.bin %> <%= command.id %> latency-profile'];
  static override args = { flag: Args.string({ description: 'name of a flag', required: true }) };

  override async run(): Promise<FlagSetting> {
    const { args } = await this.parse(FlagsGet);
    const [{ createLocalPlatform }, { readFlag }] = await Promise.all([
      import('../../platform/local/local-platform.ts'),
      import('../../flags/flag-file.ts'),
    ]);
    const setting = readFlag(await createLocalPlatform().readFlagFile(), args.flag);
    this.print(setting.variant);
    return setting;
  }
}
