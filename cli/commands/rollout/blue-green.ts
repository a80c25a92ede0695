import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { RolloutReport } from '../../platform/platform.ts';
import { platformFlags } from '../../terminal/platform-flags.ts';
import { newReleaseOf, RolloutCommand, releaseFlags } from '../../terminal/rollout-command.ts';

export default class RolloutBlueGreen extends RolloutCommand {
  static override summary =
    'Bring a new release up beside the one that runs, test it, and switch all requests to it.';
  static override description =
    'On a cluster. Green has as many pods as blue, which are tested before they get any request; blue stands by after the switch. Green that fails the test (exit 3), or more often than blue did (exit 10), is taken away again.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> gateway --step test --image registry.example/shop:2',
    '<%= config.bin %> <%= command.id %> gateway --step switch',
  ];
  static override args = {
    service: Args.string({ description: 'gateway', options: ['gateway'], required: true }),
  };

  static override flags = {
    step: Flags.option({
      options: ['test', 'switch'] as const,
      required: true,
      description: 'Up and tested without requests, or with all of them.',
    })(),
    ...releaseFlags,
    ...platformFlags,
  };

  override async run(): Promise<RolloutReport> {
    const { args, flags } = await this.parse(RolloutBlueGreen);
    const report = await this.carryOut(flags, {
      ...{ kind: 'blue-green', service: args.service, step: flags.step },
      release: newReleaseOf(flags),
    });
    if (report.verdict?.outcome !== 'fail') {
      this.note('\nnext: --step switch, `shopctl rollout promote gateway`, or `abort`');
    }
    return report;
  }
}
