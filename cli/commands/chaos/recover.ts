import type { ChaosState } from '../../../target-shop/contract/chaos-wire.ts';
import { ExitCode } from '../../core/errors.ts';
import { choosePlatform } from '../../platform/choose-platform.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import { platformFlags } from '../../terminal/platform-flags.ts';

export default class Recover extends BaseCommand {
  static override summary = 'Take back every fault that may still be in force; always safe.';
  static override description =
    'Needed only after something went badly wrong: faults end by themselves within seconds of the end of the command that injected them.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  static override flags = platformFlags;

  override async run(): Promise<{ readonly left: readonly ChaosState[] }> {
    const { flags } = await this.parse(Recover);
    const session = await (await choosePlatform(flags)).openRun('recover');
    try {
      const left = await session.releaseOverrides();
      if (left.length > 0) this.concludeWith(ExitCode.rollbackIncomplete);
      this.print(describe(left, session.instances.length));
      return { left };
    } finally {
      await session.close();
    }
  }
}

function describe(left: readonly ChaosState[], instances: number): string {
  if (left.length === 0) return `no fault in force on any of ${instances} instances`;
  return left.map(({ instance, leases }) => `${instance} still holds ${leases.length} leases`).join('\n');
}
