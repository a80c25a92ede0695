import type { LoadStatus } from '../../run/control/load-status.ts';
import { ControlCommand, runArg } from '../../terminal/control-command.ts';

export default class LoadStop extends ControlCommand {
  static override summary = 'End a load that plays as Ctrl-C does, with its whole report.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static override args = { run: runArg };

  override async run(): Promise<LoadStatus> {
    const { args } = await this.parse(LoadStop);
    return this.ask(args.run, { call: 'stop' });
  }
}
