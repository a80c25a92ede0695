import type { LoadStatus } from '../../run/control/load-status.ts';
import { ControlCommand, runArg } from '../../terminal/control-command.ts';

export default class LoadResume extends ControlCommand {
  static override summary = 'Let a paused load go on where its plan was.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static override args = { run: runArg };

  override async run(): Promise<LoadStatus> {
    const { args } = await this.parse(LoadResume);
    return this.ask(args.run, { call: 'resume' });
  }
}
