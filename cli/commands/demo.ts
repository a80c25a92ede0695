import { EnvironmentError } from '../core/errors.ts';
import { findScenario } from '../plan/find-scenario.ts';
import { planScenario } from '../plan/plan-scenario.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import { readScenario } from '../plan/scenario-file.ts';
import { createLocalPlatform } from '../platform/local/local-platform.ts';
import type { Platform, ShopStatus } from '../platform/platform.ts';
import type { RunRecord } from '../run/run-record.ts';
import { portBaseFlag } from '../terminal/plan-flags.ts';
import { RunCommand } from '../terminal/run-command.ts';
import { runSteps } from '../terminal/run-steps.ts';

/** Thirty minutes of Black Friday in one; the shortest step still lasts eight seconds. */
const DEMO_SPEED = 30;
const DEMO_SEED = 1128;

export default class Demo extends RunCommand {
  static override summary = 'The whole story in two minutes: deploy, Black Friday, verdict, report.';
  static override description =
    'Starts the shop when it does not run yet, plays Black Friday at 30 times its speed with a fixed seed, judges the telemetry and writes a report. Exits 0 when the shop broke as planned and recovered. The shop keeps running.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static override flags = { 'port-base': portBaseFlag };

  override async run(): Promise<RunRecord | RunPlan> {
    const { flags, metadata } = await this.parse(Demo);
    const file = findScenario('blackfriday');
    const plan = planScenario(file, readScenario(file).value, { speed: DEMO_SPEED, seed: DEMO_SEED });
    const platform = createLocalPlatform();
    if (flags['dry-run']) return this.playOrShow(plan, true, { platform });
    const isAnyWelcome = metadata.flags['port-base']?.setFromDefault === true;
    const shop = await this.#shop(platform, flags['port-base'], isAnyWelcome);
    this.note(`shop: ${shop.url}`);
    const record = await this.play(plan, { platform });
    this.note(
      `The shop still runs at ${shop.url}. Next: \`shopctl load --rate 30/m\`, or \`shopctl destroy\`.`,
    );
    return record;
  }

  /** Answers the shop that runs, whatever its settings, unless a port was asked for; else deploys one. */
  async #shop(platform: Platform, portBase: number, isAnyWelcome: boolean): Promise<ShopStatus> {
    const running = isAnyWelcome ? await platform.status().catch(unlessNothingRuns) : undefined;
    if (running !== undefined) return running;
    const work = await platform.deploy({ size: 'core', portBase, host: '127.0.0.1' });
    await runSteps(work.steps, this.signal);
    return work.result();
  }
}

function unlessNothingRuns(error: unknown): undefined {
  if (!(error instanceof EnvironmentError)) throw error;
}
