import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { ExitCode } from '../core/errors.ts';
import { packageRoot } from '../core/package-root.ts';
import { readExpectations } from '../expect/expectation-file.ts';
import { judgeExpectations } from '../expect/judge-expectations.ts';
import { factsOfRun, type RunFacts } from '../expect/run-facts.ts';
import type { Verdict } from '../expect/verdict.ts';
import { verdictToJunit } from '../report/junit/to-junit.ts';
import { formatVerdict } from '../report/text/format-verdict.ts';
import { type PastRun, readPastRun } from '../run/past-run.ts';
import type { Queries } from '../telemetry/queries.ts';
import { BaseCommand } from '../terminal/base-command.ts';

const EXIT = { pass: ExitCode.ok, fail: ExitCode.expectationsNotMet, inconclusive: ExitCode.inconclusive };

export default class Validate extends BaseCommand {
  static override summary = 'Judge what a run recorded: traces, metrics and logs against expectations.';
  static override description =
    'Works from the folder of a run alone. Exits 0 when all is as expected, 10 when something is not, 13 when too little was seen to tell.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --junit verdict.xml',
    '<%= config.bin %> <%= command.id %> scenarios/expectations/shop.yaml --telemetry telemetry.db --json',
    '<%= config.bin %> <%= command.id %> --alerts',
  ];
  static override args = {
    file: Args.string({ description: 'expectation files instead of those of the run', multiple: true }),
  };
  static override flags = {
    run: Flags.string({ description: 'Id of a run in reports/runs; the newest when left out.' }),
    telemetry: Flags.string({ description: 'A telemetry file, judged without a run unless --run names it.' }),
    alerts: Flags.boolean({
      description: 'Judge alert rules on the metrics of the run, in place of expectations.',
    }),
    rules: Flags.string({
      description: 'A Prometheus rule file in place of manifests/alerts.yaml.',
      dependsOn: ['alerts'],
    }),
    junit: Flags.string({ description: 'Also write the verdict to this file, as JUnit XML.' }),
  };

  override async run(): Promise<Verdict> {
    const { args, flags } = await this.parse(Validate);
    // Loaded here: `--help` must not load SQLite.
    const { openTelemetryFile } = await import('../telemetry/sources/embedded/open-telemetry-file.ts');
    const run: Partial<PastRun> = flags.telemetry && !flags.run ? {} : readPastRun('.', flags.run);
    const facts = run.record && factsOfRun(run.record);
    const judge = flags.alerts
      ? await alertJudge(flags.rules, facts)
      : expectationJudge(args.file ?? expectationFilesOf(run), facts);
    const queries = openTelemetryFile(flags.telemetry ?? run.telemetryFile ?? '');
    const verdict = await judge(queries).finally(queries.close);
    this.print(formatVerdict(verdict, { colour: this.paint.level > 0, width: this.width }));
    if (flags.junit !== undefined) {
      const { startedAtMs, endedAtMs } = facts?.timeline ?? { startedAtMs: 0, endedAtMs: 0 };
      const meta = { name: run.record?.id ?? 'telemetry', startedAtMs, durationMs: endedAtMs - startedAtMs };
      writeFileSync(flags.junit, verdictToJunit(verdict, meta));
    }
    this.concludeWith(EXIT[verdict.outcome]);
    return verdict;
  }
}

type Judge = (queries: Queries) => Promise<Verdict>;

function expectationJudge(names: readonly string[], facts: RunFacts | undefined): Judge {
  const files = names.map(readExpectations);
  return (queries) => judgeExpectations({ files, queries, ...(facts && { facts }) });
}

/** Loaded here: only who asks for alerts needs a parser of PromQL. */
async function alertJudge(
  file = path.join(packageRoot(), 'manifests/alerts.yaml'),
  facts: RunFacts | undefined,
): Promise<Judge> {
  const { readAlertRules } = await import('../expect/alerts/rule-file.ts');
  const { judgeAlerts } = await import('../expect/alerts/judge-alerts.ts');
  const rules = readAlertRules(file);
  return (queries) => judgeAlerts({ rules, queries, ...(facts && { timeline: facts.timeline }) });
}

/** Those of the run's scenario; for runs without one, and telemetry without a run, what always holds. */
function expectationFilesOf({ record }: Partial<PastRun>): readonly string[] {
  const files = record?.plan.expectationFiles ?? [];
  return files.length > 0 ? files : [path.join(packageRoot(), 'scenarios/expectations/shop.yaml')];
}
