import type { LoadStatus } from '../../run/control/load-status.ts';
import { ControlCommand, runArg } from '../../terminal/control-command.ts';

export default class LoadStatusCommand extends ControlCommand {
  static override summary = 'Show where a load that plays stands.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static override args = { run: runArg };

  override async run(): Promise<LoadStatus> {
    const { args } = await this.parse(LoadStatusCommand);
    return this.ask(args.run, { call: 'status' });
  }
}
