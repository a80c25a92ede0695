import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { ExitCode } from '../core/errors.ts';
import { choosePlatform, type PlatformChoice } from '../platform/choose-platform.ts';
import type { NewRelease, RolloutReport, RolloutRequest } from '../platform/platform.ts';
import { BaseCommand } from './base-command.ts';
import { runSteps } from './run-steps.ts';

/** A service that can have a release beside it, as a canary or as green. */
export const eitherService = Args.string({
  description: 'frontend or gateway',
  options: ['frontend', 'gateway'],
  required: true,
});

/** What a new release is, for commands that begin a rollout. */
export const releaseFlags = {
  image: Flags.string({ description: 'Image of the new release; that of the one that runs when left out.' }),
  release: Flags.string({
    description: 'What the new release is called on its spans and pods; the image’s tag when left out.',
  }),
};

/** Answers the release that the flags name. */
export function newReleaseOf(flags: {
  readonly image?: string | undefined;
  readonly release?: string | undefined;
}): NewRelease {
  const { image, release } = flags;
  return { ...(image && { image }), ...(release && { version: release }) };
}

/** What the commands of `shopctl rollout` share: one request, its progress, and how it stands then. */
export abstract class RolloutCommand extends BaseCommand {
  /** Carries a request out and says how it ended; a release that was held back sets the exit code. */
  protected async carryOut(choice: PlatformChoice, request: RolloutRequest): Promise<RolloutReport> {
    const { target, context, namespace } = choice;
    const work = await (await choosePlatform({ target, context, namespace })).rollout(request);
    await runSteps(work.steps, this.signal);
    const report = work.result();
    const { service, text, verdict } = report;
    this.print(`${service}: ${text}`);
    if (verdict !== undefined) this.print(`${verdict.outcome}: ${verdict.reason}`);
    if (verdict?.outcome === 'fail') this.concludeWith(ExitCode.expectationsNotMet);
    if (verdict?.outcome === 'inconclusive') this.concludeWith(ExitCode.inconclusive);
    return report;
  }
}
