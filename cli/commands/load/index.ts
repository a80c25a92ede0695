import * as Flags from '@oclif/core/flags';
import { UsageError } from '../../core/errors.ts';
import { parseOutput } from '../../load/outputs/parse-output.ts';
import { overloadOfK6 } from '../../plan/k6-limits.ts';
import { courseOf } from '../../plan/load-course.ts';
import { type LoadMix, mixOfFlavour, readMix } from '../../plan/load-mixes.ts';
import { parseData } from '../../plan/parse-data.ts';
import { parseThreshold } from '../../plan/parse-threshold.ts';
import { planLoad } from '../../plan/plan-load.ts';
import { LONGEST_SEARCH_MS, searchOf } from '../../plan/plan-search.ts';
import type { Origin, RunPlan } from '../../plan/run-plan.ts';
import { planWire, proxySecret } from '../../plan/wire-plan.ts';
import { choosePlatform, type PlatformChoice } from '../../platform/choose-platform.ts';
import { deployedFlavour } from '../../platform/deployed-flavour.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RunRecord } from '../../run/run-record.ts';
import { chosenK6, engineFlags } from '../../terminal/engine-flags.ts';
import { courseFlags, mixFlags, ownFlags, typedFlags } from '../../terminal/load-flags.ts';
import { seedFlag, toleranceFlag } from '../../terminal/plan-flags.ts';
import { platformFlags } from '../../terminal/platform-flags.ts';
import { resumedOn, resumeFlag } from '../../terminal/resume-flag.ts';
import { RunCommand } from '../../terminal/run-command.ts';
import { wireFlags } from '../../terminal/wire-flags.ts';
import { workersFlag } from '../../terminal/workers-flag.ts';

export default class Load extends RunCommand {
  static override summary =
    'Play weighted user journeys: 80 % menu, 60 % purchase, 30 % history, 10 % customers, or the mix of the shop’s flavour.';
  static override description =
    'An open model: iterations start on schedule however slow the answers are, and every latency counts from the intended start. With --vus a closed one: virtual users play one iteration after another. On a terminal the load is shown while it plays, four times a second, with the keys that change it.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --rate 30/m --duration 2m',
    '<%= config.bin %> <%= command.id %> --stage 30s:60 --stage 1m:60 --stage 10s:0 --mix menu=0.8,purchase=0.2',
    '<%= config.bin %> <%= command.id %> --shape wave --rate 5/s --duration 1m',
    '<%= config.bin %> <%= command.id %> --vus 10 --duration 1m',
    '<%= config.bin %> <%= command.id %> --mix coffee --rate 30/m',
    '<%= config.bin %> <%= command.id %> --vus 0 --stage 30s:20 --stage 1m:20 --stage 10s:0',
    "<%= config.bin %> <%= command.id %> --rate 5/s --duration 30s --threshold 'purchase.response.p95<2s'",
    "<%= config.bin %> <%= command.id %> --rate 5/s --duration 5m --threshold 'all.errors[1m]<1%' --abort-on-fail",
    '<%= config.bin %> <%= command.id %> --rate 30/m --duration 20s --target http://127.0.0.1:3000',
    '<%= config.bin %> <%= command.id %> --journeys visit.ts --data people=people.csv --rate 5/s --duration 10s',
    '<%= config.bin %> <%= command.id %> --rate 30/m --duration 1m --engine k6',
    "<%= config.bin %> <%= command.id %> --shape breakpoint --rate 1/s --slo 'p99[20s]<500ms' --slo 'errors[20s]<1%'",
    '<%= config.bin %> <%= command.id %> --duration 20s --out csv=requests.csv --out otlp=http://127.0.0.1:4318',
  ];
  static override flags = {
    ...courseFlags,
    ...mixFlags,
    workers: workersFlag(),
    ...ownFlags,
    ...wireFlags,
    ...engineFlags,
    threshold: Flags.string({
      description:
        'A bound that must hold: purchase.response.p95<2s over the run, all.errors[1m]<1% in every window of a minute, checks.failed<1% of the checks that journeys make; ? at its end lets it pass without samples.',
      multiple: true,
      default: [],
    }),
    slo: Flags.string({
      description:
        'With --shape breakpoint: what the rate that is searched for must hold, p99[20s]<500ms or errors[20s]<1%.',
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
    resume: resumeFlag,
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
    const { flags, metadata, raw } = await this.parse(Load);
    const { rate, vus, stage, shape, warmup, seed, threshold } = flags;
    const typed = typedFlags(raw);
    if (flags.resume !== undefined) return this.#resume({ ...flags, resume: flags.resume }, typed);
    const { url, ...choice } = targetOf(flags);
    const originOf = (flag: keyof typeof flags): Origin => {
      if (typed.has(flag)) return 'flag';
      return metadata.flags[flag]?.setFromDefault === true ? 'default' : 'environment';
    };
    const search = searchOf({ ...flags, slos: flags.slo, ratePerSecond: rate, typed });
    const isLong = search !== undefined && originOf('duration') === 'default';
    // Read before the run: a wrong name must not cost one.
    const baseline = await baselineOf(flags);
    const outputs = flags.out.map(parseOutput);
    const { wire, ...secret } = planWire({ ...flags, targetUrl: url, environment: process.env });
    const k6 = await chosenK6(flags, typed);
    const { poisson: isPoisson, overload } = flags;
    const platform = await choosePlatform(choice);
    const { mix, mixMode, origin } = await mixOf(flags, url === undefined ? platform : undefined);
    return this.playOrShow(
      planLoad({
        course: courseOf({
          ratePerSecond: rate,
          users: vus,
          durationMs: isLong ? LONGEST_SEARCH_MS : flags.duration,
          shape,
          isPoisson,
          stages: stage,
          typed,
        }),
        warmUpMs: warmup,
        maxInFlight: flags['max-in-flight'],
        overload: k6 === undefined ? overload : overloadOfK6({ ...flags, isPoisson, wire, typed }),
        ...(k6 === undefined ? {} : { engine: k6 }),
        mix,
        mixMode: flags['mix-mode'] ?? mixMode,
        workers: flags.workers,
        own: { journeyFiles: flags.journeys, feeds: parseData(flags.data) },
        ...(wire === undefined ? {} : { wire }),
        seed: seed ?? 1,
        ...(url === undefined ? {} : { targetUrl: url }),
        thresholds: threshold.map(parseThreshold),
        search,
        abortOnFail: flags['abort-on-fail'],
        origins: {
          ...(vus === undefined ? { rate: originOf('rate') } : { users: 'flag' }),
          duration: originOf('duration'),
          mix: origin,
          ...(wire?.proxyUrl === undefined
            ? {}
            : { proxy: flags.proxy === undefined ? 'environment' : 'flag' }),
          seed: seed === undefined ? 'default' : originOf('seed'),
        },
      }),
      flags['dry-run'],
      {
        platform,
        outputs,
        ...secret,
        ...(baseline === undefined ? {} : { baseline }),
      },
    );
  }

  /** Plays what is left of an earlier run. */
  async #resume(flags: ResumeFlags, typed: ReadonlySet<string>): Promise<RunRecord | RunPlan> {
    // Loaded here: `--help` needs no past runs.
    const { findResumable } = await import('../../run/checkpoint/find-resumable.ts');
    const resumable = findResumable('.', flags.resume);
    const choice = resumedOn(resumable, flags, typed);
    const { plan, earlier } = resumable;
    const baseline = await baselineOf(flags);
    return this.playOrShow(plan, flags['dry-run'], {
      platform: await choosePlatform(choice),
      outputs: flags.out.map(parseOutput),
      ...proxySecret(plan, process.env),
      ...(baseline === undefined ? {} : { baseline }),
      earlier,
    });
  }
}

interface ResumeFlags extends Record<'target' | 'context' | 'namespace' | 'baseline', string | undefined> {
  readonly resume: string;
  readonly tolerance: number;
  readonly out: readonly string[];
  readonly 'dry-run': boolean;
}

/**
 * Answers the mix that was written or is made of the user's own journeys, else that of the shop's flavour, and which
 * it is.
 * @param platform that of the shop; `undefined` for a target that is none
 * @throws UsageError for a mix, a journey or a file of journeys that there is not
 */
async function mixOf(
  { mix, journeys }: { readonly mix?: string | undefined; readonly journeys: readonly string[] },
  platform: Platform | undefined,
): Promise<LoadMix & { readonly origin: Origin }> {
  if (mix !== undefined || journeys.length > 0) {
    // Loaded here: `--help` must not load every journey.
    const { checkedMix } = await import('../../load/own-journeys.ts');
    const written = mix === undefined ? undefined : readMix(mix);
    return { ...(await checkedMix(journeys, written)), origin: 'flag' };
  }
  const flavour = platform === undefined ? undefined : await deployedFlavour(platform);
  return { ...mixOfFlavour(flavour), origin: flavour === undefined ? 'default' : 'flavour' };
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
