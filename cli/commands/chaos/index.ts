import * as Args from '@oclif/core/args';
import { findScenario } from '../../plan/find-scenario.ts';
import { planScenario } from '../../plan/plan-scenario.ts';
import type { RunPlan } from '../../plan/run-plan.ts';
import { readScenario } from '../../plan/scenario-file.ts';
import { playedByK6, refuseBeyondK6 } from '../../plan/scenario-for-k6.ts';
import { choosePlatform } from '../../platform/choose-platform.ts';
import type { RunRecord } from '../../run/run-record.ts';
import { chosenK6, engineFlags } from '../../terminal/engine-flags.ts';
import { typedFlags } from '../../terminal/load-flags.ts';
import { seedFlag, speedFlag } from '../../terminal/plan-flags.ts';
import { platformFlags } from '../../terminal/platform-flags.ts';
import { RunCommand } from '../../terminal/run-command.ts';

export default class Chaos extends RunCommand {
  static override summary = 'Break the shop on a timeline, put it back, and judge what happened.';
  static override description =
    'Watches the steady state first and injects nothing into a shop that is not steady (exit 11). Everything is undone at the end, on an error, on Ctrl-C, and when this process is killed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> blackfriday --speed 10',
    '<%= config.bin %> <%= command.id %> blackfriday --speed 30 --seed 7 --json',
    '<%= config.bin %> <%= command.id %> blackfriday --speed 30 --engine k6',
  ];
  static override args = {
    scenario: Args.string({ description: 'name of a scenario, or path of a scenario file', required: true }),
  };
  static override flags = { ...platformFlags, speed: speedFlag(), seed: seedFlag, ...engineFlags };

  override async run(): Promise<RunRecord | RunPlan> {
    const { args, flags, raw } = await this.parse(Chaos);
    const file = findScenario(args.scenario);
    const { speed, seed } = flags;
    const overrides = { ...(speed === undefined ? {} : { speed }), ...(seed === undefined ? {} : { seed }) };
    const { value, complaint } = readScenario(file);
    const k6 = await chosenK6(flags, typedFlags(raw));
    if (k6 !== undefined) refuseBeyondK6(value, complaint);
    const planned = planScenario(file, value, overrides);
    const plan = k6 === undefined ? planned : playedByK6(planned, k6);
    // Loaded here: `--help` must not load every journey.
    const { checkMixes } = await import('../../load/own-journeys.ts');
    await checkMixes(plan, (load, journey, what) => complaint(['loads', load, 'mix', journey], what));
    return this.playOrShow(plan, flags['dry-run'], { platform: await choosePlatform(flags) });
  }
}
