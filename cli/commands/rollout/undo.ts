import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { RolloutReport } from '../../platform/platform.ts';
import { platformFlags } from '../../terminal/platform-flags.ts';
import { RolloutCommand } from '../../terminal/rollout-command.ts';

export default class RolloutUndo extends RolloutCommand {
  static override summary = 'Give a service back the pods of an earlier revision; no request is lost.';
  static override description =
    'As `kubectl rollout undo` does: the cluster keeps the last three revisions of each service. Ends when the pods of the later one are gone.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> orders',
    '<%= config.bin %> <%= command.id %> orders --to-revision 2',
  ];
  static override args = {
    service: Args.string({ description: 'name of a service, as `shopctl status` lists it', required: true }),
  };

  static override flags = {
    'to-revision': Flags.integer({ min: 1, description: 'Which one; the one before when left out.' }),
    ...platformFlags,
  };

  override async run(): Promise<RolloutReport> {
    const { args, flags } = await this.parse(RolloutUndo);
    const { 'to-revision': toRevision } = flags;
    const which = toRevision === undefined ? {} : { toRevision };
    return this.carryOut(flags, { kind: 'undo', service: args.service, ...which });
  }
}
