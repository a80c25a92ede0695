import type { RolloutReport } from '../../platform/platform.ts';
import { platformFlags } from '../../terminal/platform-flags.ts';
import { eitherService, RolloutCommand } from '../../terminal/rollout-command.ts';

export default class RolloutAbort extends RolloutCommand {
  static override summary = 'Give all requests back to the release before, and take a canary or green away.';
  static override description =
    'No request is lost. Safe after a command that was interrupted, and when there is nothing to take away.';
  static override examples = ['<%= config.bin %> <%= command.id %> gateway'];
  static override args = { service: eitherService };
  static override flags = platformFlags;

  override async run(): Promise<RolloutReport> {
    const { args, flags } = await this.parse(RolloutAbort);
    return this.carryOut(flags, { kind: 'abort', service: args.service });
  }
}
