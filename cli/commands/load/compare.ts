import * as Args from '@oclif/core/args';
import type { Comparison } from '../../load/comparison.ts';
import { formatComparison } from '../../report/text/format-comparison.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import { toleranceFlag } from '../../terminal/plan-flags.ts';

export default class LoadCompare extends BaseCommand {
  static override summary = 'Say what changed between two recorded runs: regressed, improved or noise.';
  static override description =
    'Percentiles and errors of every journey and endpoint, each change with a bootstrap interval. Exits 10 when something regressed, 13 when the runs cannot be compared.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> 20261127-090000-load 20261127-093000-load',
    '<%= config.bin %> <%= command.id %> baseline.json reports/runs/20261127-093000-load --tolerance 10%',
  ];
  static override args = {
    before: Args.string({ description: 'a run: its id, folder or record.json', required: true }),
    after: Args.string({ description: 'the run to judge against it', required: true }),
  };
  static override flags = { tolerance: toleranceFlag() };

  override async run(): Promise<Comparison> {
    const { args, flags } = await this.parse(LoadCompare);
    const { COMPARISON_EXIT, compareRuns, readComparedRun } = await import('../../run/compare-runs.ts');
    const [before, after] = [readComparedRun('.', args.before), readComparedRun('.', args.after)];
    for (const { id, status, reasons } of [before, after]) {
      if (status === 'interrupted') this.note(`run ${id} was not played to its end: ${reasons[0]}`);
    }
    const comparison = compareRuns(before, after, flags.tolerance);
    this.print(formatComparison(comparison, { colour: this.paint.level > 0, width: this.width }));
    this.concludeWith(COMPARISON_EXIT[comparison.outcome]);
    return comparison;
  }
}
