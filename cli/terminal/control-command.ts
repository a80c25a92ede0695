import * as Args from '@oclif/core/args';
import { formatLoadStatus } from '../report/text/format-load-status.ts';
import type { LoadStatus } from '../run/control/load-status.ts';
import type { RunCall } from '../run/control/run-socket.ts';
import { BaseCommand } from './base-command.ts';

/** The run that a command asks. */
export const runArg = Args.string({ description: 'id of a run that plays; the newest when left out' });

/** What the commands share that change a load while it plays, from another terminal. */
export abstract class ControlCommand extends BaseCommand {
  /** Asks the run, and shows where it stands then. */
  protected async ask(run: string | undefined, call: RunCall): Promise<LoadStatus> {
    const { callRun } = await import('../run/control/running-runs.ts');
    const status = await callRun('.', run, call);
    this.print(formatLoadStatus(status));
    return status;
  }
}
