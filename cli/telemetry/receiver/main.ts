import process from 'node:process';
import { ExitCode, ShopctlError, UsageError } from '../../core/errors.ts';
import { type Receiver, startReceiver } from './receiver.ts';

/**
 * The telemetry receiver as a process of its own. On SIGTERM or SIGINT it stores what it has and ends; with
 * `SHOPCTL_RECEIVER_PARENT_PIPE=stdin` also when its standard input closes, because its supervisor died.
 * Once it takes telemetry it writes one line of JSON to standard output: `{"url":"http://127.0.0.1:3015"}`.
 */
async function main(): Promise<void> {
  const receiver = await startReceiver(optionsFrom(process.env));
  process.stdout.write(`${JSON.stringify({ url: receiver.url })}\n`);
  // Ends once: the first reason is as good as the second.
  const reasonToEnd = new Promise<void>((resolve) => {
    if (process.env['SHOPCTL_RECEIVER_PARENT_PIPE'] === 'stdin') {
      process.stdin.once('close', resolve).resume();
      process.stdin.once('error', () => resolve());
    }
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
  await reasonToEnd;
  await end(receiver);
}

async function end(receiver: Receiver): Promise<void> {
  await receiver.close();
  process.stdin.destroy();
}

function optionsFrom(env: NodeJS.ProcessEnv) {
  const file = env['SHOPCTL_RECEIVER_FILE'];
  const port = Number(env['SHOPCTL_RECEIVER_PORT'] ?? 4318);
  const token = env['SHOPCTL_RECEIVER_TOKEN'];
  if (file === undefined || file === '') {
    throw new UsageError('SHOPCTL_RECEIVER_FILE is not set', {
      hint: 'It names the file to store telemetry in.',
    });
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`SHOPCTL_RECEIVER_PORT is not a port: ${env['SHOPCTL_RECEIVER_PORT']}`);
  }
  const host = env['SHOPCTL_RECEIVER_HOST'] ?? '127.0.0.1';
  return { host, port, file, ...(token === undefined ? {} : { token }) };
}

try {
  await main();
} catch (cause) {
  const isKnown = cause instanceof ShopctlError;
  process.stderr.write(`${isKnown ? cause.message : cause instanceof Error ? cause.stack : cause}\n`);
  process.exitCode = isKnown ? cause.exitCode : ExitCode.bug;
  process.stdin.destroy();
}
