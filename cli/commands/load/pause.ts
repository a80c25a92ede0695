import type { LoadStatus } from '../../run/control/load-status.ts';
import { ControlCommand, runArg } from '../../terminal/control-command.ts';

export default class LoadPause extends ControlCommand {
  static override summary = 'Let a load that plays stand still: nothing more starts, what is under way ends.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static override args = { run: runArg };

  override async run(): Promise<LoadStatus> {
    const { args } = await this.parse(LoadPause);
    return this.ask(args.run, { call: 'pause' });
  }
}
