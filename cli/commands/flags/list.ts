import { type FlagSetting, readFlags } from '../../flags/flag-file.ts';
import { choosePlatform } from '../../platform/choose-platform.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import { platformFlags } from '../../terminal/platform-flags.ts';

export default class FlagsList extends BaseCommand {
  static override summary = 'Show every flag of the shop: what it is set to and what it is for.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  static override flags = platformFlags;

  override async run(): Promise<readonly FlagSetting[]> {
    const { flags } = await this.parse(FlagsList);
    const settings = readFlags(await (await choosePlatform(flags)).readFlagFile());
    const width = Math.max(...settings.map(({ flag }) => flag.length));
    for (const { flag, variant, isDefault, variants, purpose } of settings) {
      const others = variants.filter((other) => other !== variant);
      const choice = others.length === 0 ? '' : ` (or ${others.join(', ')})`;
      this.print(`${flag.padEnd(width)}  ${isDefault ? variant : this.paint.bold(`${variant} *`)}${choice}`);
      this.print(this.paint.dim(`${' '.repeat(width)}  ${purpose}`));
    }
    return settings;
  }
}
