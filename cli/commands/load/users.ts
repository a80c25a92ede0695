import * as Args from '@oclif/core/args';
import type { LoadStatus } from '../../run/control/load-status.ts';
import { ControlCommand, runArg } from '../../terminal/control-command.ts';

export default class LoadUsers extends ControlCommand {
  static override summary = 'Change how many virtual users there are in a load that plays (--vus).';
  static override description =
    'What is still to come of its plan is scaled so that there are so many now; who is too many ends the iteration they are in.';
  static override examples = ['<%= config.bin %> <%= command.id %> 20'];
  static override args = {
    users: Args.integer({ description: 'how many', required: true, min: 1 }),
    run: runArg,
  };

  override async run(): Promise<LoadStatus> {
    const { args } = await this.parse(LoadUsers);
    return this.ask(args.run, { call: 'scale', scaling: { toUsers: args.users } });
  }
}
