import { appendFileSync } from 'node:fs';
import path from 'node:path';
import * as Flags from '@oclif/core/flags';
import { systemClock } from '../core/clock.ts';
import type { Rehearsal } from '../load/rehearsal.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import { runtimeDirectory } from '../platform/local/environment.ts';
import type { Platform } from '../platform/platform.ts';
import { formatPlan } from '../report/text/format-plan.ts';
import { formatRehearsals } from '../report/text/format-rehearsals.ts';
import { formatSummary } from '../report/text/format-summary.ts';
import { isResumable } from '../run/checkpoint/resumable-plan.ts';
import type { RunControl } from '../run/control/run-control.ts';
import type { RunWorld } from '../run/play-run.ts';
import type { RunRecord } from '../run/run-record.ts';
import { BaseCommand } from './base-command.ts';
import { painterFor } from './colour.ts';
import { keysFor, readRunKeys, takesKeys } from './run-keys.ts';
import { openRunView, type RunView } from './run-view.ts';

/** A plan, and what its loads will come to. */
type PlannedRun = RunPlan & { readonly expected: readonly Rehearsal[] };

/** What a run is given besides its plan: where the shop is, what it is compared with, where its results go. */
type BesideThePlan = Pick<RunWorld, 'baseline' | 'outputs' | 'proxyAuthorization' | 'earlier'> & {
  readonly platform: Platform;
};

/** What the commands that play a run share: progress on stderr, summary on stdout, reports on disk, exit code. */
export abstract class RunCommand extends BaseCommand {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    'dry-run': Flags.boolean({
      char: 'n',
      description:
        'Show the plan with real times, where its values came from, and what requests and memory it will come to; touch nothing.',
      default: false,
    }),
  };

  #view: RunView | undefined;

  /** Beside the progress of the run, once there is one. */
  protected override note(text: string): void {
    if (this.#view === undefined) super.note(text);
    else this.#view.note(text);
  }

  /** Plays a plan, or shows it under `--dry-run`; the record or the plan is the command's JSON. */
  protected async playOrShow(
    plan: RunPlan,
    isDryRun: boolean,
    beside: BesideThePlan,
  ): Promise<RunRecord | PlannedRun> {
    // Loaded here too: data that is not there must not cost a run.
    if (plan.feeds !== undefined)
      (await import('../load/own-journeys.ts')).checkFeeds(plan.feeds, plan.loads);
    if (!isDryRun) return this.play(plan, beside);
    const { rehearsePlan } = await import('../load/rehearse/rehearse-plan.ts');
    const expected = await rehearsePlan(plan);
    this.print(`${formatPlan(plan)}\n${formatRehearsals(expected)}`);
    return { ...plan, expected };
  }

  /** Plays a plan and shows what came of it; the record is the command's JSON. */
  protected async play(plan: RunPlan, beside: BesideThePlan): Promise<RunRecord> {
    // Loaded here, not at the top: `--help` must not pay for the load engine and the stores.
    const { playRun } = await import('../run/play-run.ts');
    const { argv } = this;
    const { env, stderr } = process;
    const paint = painterFor({ env, argv, isTty: stderr.isTTY === true });
    const view = openRunView({ plan, stream: stderr, argv, env, paint, clock: systemClock });
    this.#view = view;
    let giveBackKeys = () => {};
    const { record, directory } = await playRun(plan, {
      command: ['shopctl', ...(this.id?.split(':') ?? []), ...this.argv].join(' '),
      workingDirectory: '.',
      clock: systemClock,
      signal: this.signal,
      ...beside,
      progress: view.progress,
      runtimeDirectory: runtimeDirectory(process.env),
      onControl: (control) => {
        giveBackKeys = this.#readKeys(control, view, plan.search !== undefined);
      },
    }).finally(() => {
      giveBackKeys();
      view.progress.done();
    });
    this.print(formatSummary(record, { colour: this.paint.level > 0, width: this.width }));
    this.note(`\nreport: ${path.relative('.', path.join(directory, 'report.html'))}`);
    if (record.status === 'interrupted' && isResumable(plan)) {
      this.note(`go on with it: shopctl load --resume ${record.id}`);
    }
    await this.#tellGithub(record);
    this.concludeWith(record.exitCode);
    return record;
  }

  /** @returns gives the terminal back */
  #readKeys(control: RunControl, view: RunView, isSearching: boolean): () => void {
    const { stdin, stdout, env } = process;
    if (!takesKeys({ stdin, stdout, argv: this.argv, env })) return () => undefined;
    view.offerKeys(keysFor(isSearching));
    return readRunKeys({
      input: stdin,
      control,
      say: (text) => view.progress.event({ text }),
      isHelpShown: view.namesKeys,
      interrupt: () => process.kill(process.pid, 'SIGINT'),
    });
  }

  /** In a GitHub workflow the verdict also stands on the page of the run. */
  async #tellGithub(record: RunRecord): Promise<void> {
    const summaryFile = process.env['GITHUB_STEP_SUMMARY'];
    if (summaryFile === undefined || summaryFile === '') return;
    const { toMarkdown } = await import('../report/markdown/to-markdown.ts');
    appendFileSync(summaryFile, toMarkdown(record));
  }
}
