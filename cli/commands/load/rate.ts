import * as Args from '@oclif/core/args';
import { parseRatePerSecond } from '../../core/rate.ts';
import type { LoadStatus } from '../../run/control/load-status.ts';
import { ControlCommand, runArg } from '../../terminal/control-command.ts';

export default class LoadRate extends ControlCommand {
  static override summary = 'Change the rate of a load that plays.';
  static override description =
    'What is still to come of its plan is scaled so that it is at this rate now: a ramp goes on, so much higher or lower. The limit of iterations in flight stays.';
  static override examples = ['<%= config.bin %> <%= command.id %> 20/s'];
  static override args = {
    rate: Args.string({ description: 'iterations a minute (30 or 30/m) or a second (30/s)', required: true }),
    run: runArg,
  };

  override async run(): Promise<LoadStatus> {
    const { args } = await this.parse(LoadRate);
    const toRatePerSecond = parseRatePerSecond(args.rate);
    return this.ask(args.run, { call: 'scale', scaling: { toRatePerSecond } });
  }
}
