import path from 'node:path';
import * as Args from '@oclif/core/args';
import { formatSummary } from '../report/text/format-summary.ts';
import { readPastRun } from '../run/past-run.ts';
import type { RunRecord } from '../run/run-record.ts';
import { BaseCommand } from '../terminal/base-command.ts';

export default class Report extends BaseCommand {
  static override summary = 'Show a past run again, and write its reports anew from its record.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static override args = {
    run: Args.string({ description: 'id of a run in reports/runs; the newest when left out' }),
  };

  override async run(): Promise<RunRecord> {
    const { args } = await this.parse(Report);
    const { record, telemetryFile } = readPastRun('.', args.run);
    // Loaded here: no other command pays for the page at its start.
    const { writeReports } = await import('../report/write-reports.ts');
    const { html } = await writeReports(record, path.dirname(telemetryFile));
    this.print(formatSummary(record, { colour: this.paint.level > 0, width: this.width }));
    this.note(`\nreport: ${path.relative('.', html)}`);
    return record;
  }
}
