import * as Flags from '@oclif/core/flags';
import { UsageError } from '../../core/errors.ts';
import { parseOutput } from '../../load/outputs/parse-output.ts';
import { LOAD_SHAPES, type LoadShape, shapeStages } from '../../plan/load-shapes.ts';
import { parseMix } from '../../plan/parse-mix.ts';
import { chainStages, parseStage } from '../../plan/parse-stage.ts';
import { parseThreshold } from '../../plan/parse-threshold.ts';
import { DEFAULT_MIX, planLoad } from '../../plan/plan-load.ts';
import type { LoadStage, MixEntry, RunPlan } from '../../plan/run-plan.ts';
import { choosePlatform, type PlatformChoice } from '../../platform/choose-platform.ts';
import type { RunRecord } from '../../run/run-record.ts';
import { durationFlag, rateFlag, seedFlag, toleranceFlag } from '../../terminal/plan-flags.ts';
import { platformFlags } from '../../terminal/platform-flags.ts';
import { RunCommand } from '../../terminal/run-command.ts';

export default class Load extends RunCommand {
  static override summary =
    'Play weighted user journeys: 80 % menu, 60 % purchase, 30 % history, 10 % customers.';
  static override description =
    'An open model: iterations start on schedule however slow the answers are, and every latency counts from the intended start.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --rate 30/m --duration 2m',
    '<%= config.bin %> <%= command.id %> --stage 30s:60 --stage 1m:60 --stage 10s:0 --mix menu=0.8,purchase=0.2',
    '<%= config.bin %> <%= command.id %> --shape wave --rate 5/s --duration 1m',
    "<%= config.bin %> <%= command.id %> --rate 5/s --duration 30s --threshold 'purchase.response.p95<2s'",
    "<%= config.bin %> <%= command.id %> --rate 5/s --duration 5m --threshold 'all.errors[1m]<1%' --abort-on-fail",
    '<%= config.bin %> <%= command.id %> --rate 30/m --duration 20s --target http://127.0.0.1:3000',
    '<%= config.bin %> <%= command.id %> --duration 20s --out csv=requests.csv --out otlp=http://127.0.0.1:4318',
  ];
  static override flags = {
    rate: rateFlag({
      description: 'Iterations a minute (30 or 30/m) or a second (30/s).',
      default: 0.5,
      defaultHelp: async () => '30/m',
      env: 'SHOPCTL_RATE',
    }),
    duration: durationFlag({
      description: 'How long iterations start.',
      default: 120_000,
      defaultHelp: async () => '2m',
      env: 'SHOPCTL_DURATION',
    }),
    stage: Flags.string({
      description:
        'Over so long to such a rate, for example 1m:30; repeat it. In place of --rate and --duration.',
      multiple: true,
      default: [],
      exclusive: ['shape'],
      helpValue: 'DURATION:RATE',
    }),
    shape: Flags.option({
      options: LOAD_SHAPES,
      default: 'steady',
      description: 'How the rate moves over the duration; --rate is the highest.',
    })(),
    mix: Flags.string({
      description: 'How often an iteration plays each journey, each by itself.',
      helpValue: 'JOURNEY=SHARE,…',
    }),
    threshold: Flags.string({
      description:
        'A bound that must hold: purchase.response.p95<2s over the run, all.errors[1m]<1% in every window of a minute; ? at its end lets it pass without samples.',
      multiple: true,
      default: [],
    }),
    'abort-on-fail': Flags.boolean({
      description: 'End the load, with its whole report, as soon as a threshold is surely broken.',
      default: false,
    }),
    ...platformFlags,
    target: Flags.string({
      description: 'Where the shop runs (local or kubernetes), or the base URL of something else to load.',
      env: 'SHOPCTL_TARGET',
    }),
    seed: seedFlag,
    baseline: Flags.string({
      description: 'A past run (id, folder or record.json) that this one must not be worse than.',
      helpValue: 'RUN',
    }),
    tolerance: toleranceFlag(),
    out: Flags.string({
      description:
        'Also write to: jsonl=FILE, csv=FILE (every request), otlp=URL, prometheus=HOST:PORT (metrics while it plays), junit=FILE, markdown=FILE.',
      multiple: true,
      default: [],
      helpValue: 'KIND=WHERE',
    }),
  };

  override async run(): Promise<RunRecord | RunPlan> {
    const { flags, metadata } = await this.parse(Load);
    const { seed, threshold } = flags;
    const { url, ...choice } = targetOf(flags);
    const originOf = (flag: keyof typeof flags) =>
      metadata.flags[flag]?.setFromDefault ? 'default' : 'flag';
    // Read before the run: a wrong name must not cost one.
    const baseline = await baselineOf(flags);
    const outputs = flags.out.map(parseOutput);
    return this.playOrShow(
      planLoad({
        stages: stagesOf(flags, metadata.flags),
        mix: await mixOf(flags.mix),
        seed: seed ?? 1,
        ...(url === undefined ? {} : { targetUrl: url }),
        thresholds: threshold.map(parseThreshold),
        abortOnFail: flags['abort-on-fail'],
        origins: {
          rate: originOf('rate'),
          duration: originOf('duration'),
          seed: seed === undefined ? 'default' : 'flag',
        },
      }),
      flags['dry-run'],
      {
        platform: await choosePlatform(choice),
        outputs,
        ...(baseline === undefined ? {} : { baseline }),
      },
    );
  }
}

/** @throws UsageError when stages stand beside a rate or a duration: they say both themselves */
function stagesOf(
  {
    stage,
    shape,
    rate,
    duration,
  }: { stage: readonly string[]; shape: LoadShape; rate: number; duration: number },
  given: Readonly<Record<string, { readonly setFromDefault?: boolean } | undefined>>,
): readonly LoadStage[] {
  if (stage.length === 0) return shapeStages(shape, rate, duration);
  const beside = ['rate', 'duration'].find((flag) => given[flag]?.setFromDefault !== true);
  if (beside === undefined) return chainStages(stage.map(parseStage));
  throw new UsageError(
    `--stage and --${beside} cannot stand together: stages say rate and duration themselves`,
  );
}

/** @throws UsageError for a journey that there is not */
async function mixOf(text: string | undefined): Promise<readonly MixEntry[]> {
  if (text === undefined) return DEFAULT_MIX;
  const mix = parseMix(text);
  // Loaded here: `--help` must not load every journey.
  const { journeyNamed } = await import('../../load/journey-named.ts');
  for (const { journey } of mix) journeyNamed(journey);
  return mix;
}

async function baselineOf({ baseline, tolerance }: { baseline?: string | undefined; tolerance: number }) {
  if (baseline === undefined) return undefined;
  const { readComparedRun } = await import('../../run/compare-runs.ts');
  return { record: readComparedRun('.', baseline), tolerance };
}

/** Tells a place where the shop may run from a URL of something else. @throws UsageError for neither */
function targetOf({
  target,
  context,
  namespace,
}: Record<'target' | 'context' | 'namespace', string | undefined>): PlatformChoice & {
  readonly url?: string;
} {
  const choice = { context, namespace };
  if (target === undefined) return choice;
  if (target === 'local' || target === 'kubernetes') return { ...choice, target };
  const url = URL.parse(target);
  if (url !== null && /^https?:$/.test(url.protocol)) return { ...choice, url: url.origin };
  throw new UsageError(`--target ${target} is neither local, kubernetes nor an http URL`, {
    hint: 'Write --target kubernetes, or --target http://127.0.0.1:3000.',
  });
}
