import type { RolloutReport } from '../../platform/platform.ts';
import { platformFlags } from '../../terminal/platform-flags.ts';
import { eitherService, RolloutCommand } from '../../terminal/rollout-command.ts';

export default class RolloutPromote extends RolloutCommand {
  static override summary = 'Make the release of a canary or green the only one.';
  static override description =
    'It is judged once more: one that fails more often than the release before is taken away instead (exit 10), and one that got too few requests stays as it is (exit 13).';
  static override examples = ['<%= config.bin %> <%= command.id %> frontend'];
  static override args = { service: eitherService };
  static override flags = platformFlags;

  override async run(): Promise<RolloutReport> {
    const { args, flags } = await this.parse(RolloutPromote);
    return this.carryOut(flags, { kind: 'promote', service: args.service });
  }
}
