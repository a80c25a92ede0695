import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import type { Step } from '../platform/platform.ts';

/**
 * Runs steps one after another and shows them on stderr, animated on a terminal and a line each elsewhere;
 * stdout stays free for the result. The first failure ends the rest and is thrown as it is.
 * @param signal handed to every step; signals stay with the command, which decides the exit code
 */
export async function runSteps(steps: readonly Step[], signal: AbortSignal): Promise<void> {
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  const tasks = steps.map((step) => ({
    title: step.title,
    task: async (_: unknown, task: { output: string }) => {
      signal.throwIfAborted();
      await step.run((text) => {
        task.output = text;
      }, signal);
    },
  }));
  await new Listr(tasks, {
    registerSignalListeners: false,
    rendererOptions: { logger, showErrorMessage: false },
    fallbackRendererOptions: { logger, showErrorMessage: false },
    fallbackRendererCondition: () => !process.stderr.isTTY || Boolean(process.env['CI']),
  } as ConstructorParameters<typeof Listr>[1]).run();
}
