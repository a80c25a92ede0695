import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { CanaryStep, RolloutReport } from '../../platform/platform.ts';
import { platformFlags } from '../../terminal/platform-flags.ts';
import { newReleaseOf, RolloutCommand, releaseFlags } from '../../terminal/rollout-command.ts';

export default class RolloutCanary extends RolloutCommand {
  static override summary = 'Give a new release a share of the requests, and judge it there.';
  static override description =
    'On a cluster, by pods: 9 and 1, as many as before beside each other, then the new ones alone. Its share is measured, its errors are compared with those of the release beside it; one that fails more often is taken away again (exit 10). The service’s autoscaler stands still meanwhile.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> frontend --step 10 --image registry.example/shop:2',
    '<%= config.bin %> <%= command.id %> frontend --step 50',
  ];
  static override args = {
    service: Args.string({ description: 'frontend', options: ['frontend'], required: true }),
  };

  static override flags = {
    step: Flags.option({
      options: ['10', '50', '100'] as const,
      required: true,
      description: 'Percent of the requests.',
    })(),
    ...releaseFlags,
    ...platformFlags,
  };

  override async run(): Promise<RolloutReport> {
    const { args, flags } = await this.parse(RolloutCanary);
    const step = Number(flags.step) as CanaryStep; // one of the options
    const report = await this.carryOut(flags, {
      ...{ kind: 'canary', service: args.service, step },
      release: newReleaseOf(flags),
    });
    if (report.serves === 'canary') {
      this.note('\nnext: a larger --step, `shopctl rollout promote frontend`, or `abort`');
    }
    return report;
  }
}
