import { choosePlatform } from '../platform/choose-platform.ts';
import { cacheDirectory } from '../platform/local/environment.ts';
import { BaseCommand } from '../terminal/base-command.ts';
import { platformFlags } from '../terminal/platform-flags.ts';
import { runSteps } from '../terminal/run-steps.ts';

export default class Destroy extends BaseCommand {
  static override summary = 'End everything that deploy started, and remove its files.';
  static override description = 'Reports of runs stay, and so does the cache of bundled services.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  static override flags = platformFlags;

  override async run(): Promise<{ readonly ended: readonly string[]; readonly kept: readonly string[] }> {
    const { flags } = await this.parse(Destroy);
    const { steps, found } = await (await choosePlatform(flags)).destroy();
    await runSteps(steps, this.signal);
    const cache = cacheDirectory(process.env);
    this.print(found.length === 0 ? 'Nothing was running.' : `Ended: ${found.join(', ')}`);
    this.note(`\nkept: reports/ and the cache of bundled services in ${cache}`);
    return { ended: found, kept: ['reports/', cache] };
  }
}
