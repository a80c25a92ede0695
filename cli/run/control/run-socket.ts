import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { EnvironmentError, ExitCode, ShopctlError, UsageError } from '../../core/errors.ts';
import type { Scaling } from '../../load/load-control.ts';
import { onJsonLine, sendJsonLine } from '../../platform/local/control/json-lines.ts';
import { makePrivateFolder } from '../../platform/local/private-folder.ts';
import type { LoadStatus } from './load-status.ts';
import type { RunControl } from './run-control.ts';

/** What may be asked of a run that plays, one question a connection; the answer is where it stands then. */
export type RunCall =
  | { readonly call: 'status' | 'pause' | 'resume' | 'stop' }
  | { readonly call: 'scale'; readonly scaling: Scaling };

type RunAnswer = { readonly status: LoadStatus } | { readonly failure: Failure };

/** Why a call failed, for an error on the other side. */
interface Failure {
  readonly message: string;
  readonly hint?: string;
  readonly isUsage: boolean;
}

/** How long a run may take to answer, in milliseconds; it needs a few. */
const ANSWER_MS = 5000;

/**
 * Lets other processes of this user control a run, over a Unix socket in a folder that only the user can enter.
 * @returns ends it
 */
export async function serveRunControl(socketFile: string, control: RunControl): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
    // From a shopctl of this user: nobody else can open the socket.
    onJsonLine(socket, (message) => void answer(socket, message as RunCall, control));
  });
  await makePrivateFolder(path.dirname(socketFile));
  await rm(socketFile, { force: true });
  server.listen(socketFile);
  await once(server, 'listening');
  await chmod(socketFile, 0o600);
  return async () => {
    server.close();
    for (const socket of sockets) socket.end();
    await rm(socketFile, { force: true });
  };
}

/**
 * Asks a run that plays.
 * @returns `undefined` when nobody listens there: the run is over, or was killed
 * @throws UsageError or EnvironmentError with the run's reason
 */
export async function callRunSocket(socketFile: string, call: RunCall): Promise<LoadStatus | undefined> {
  const socket = connect(socketFile);
  try {
    await once(socket, 'connect');
  } catch {
    return undefined;
  }
  const answered = new Promise<RunAnswer>((resolve, reject) => {
    onJsonLine(socket, (message) => resolve(message as RunAnswer)); // the run's, by its socket's folder
    socket.once('close', () => reject(new EnvironmentError('the run ended before it answered')));
  });
  const patience = setTimeout(() => socket.destroy(), ANSWER_MS);
  sendJsonLine(socket, call);
  try {
    const reply = await answered;
    if ('status' in reply) return reply.status;
    const { message, isUsage, ...hint } = reply.failure;
    throw isUsage ? new UsageError(message, hint) : new EnvironmentError(message, hint);
  } finally {
    clearTimeout(patience);
    socket.destroy();
  }
}

async function answer(socket: Socket, call: RunCall, control: RunControl): Promise<void> {
  try {
    sendJsonLine(socket, { status: await obey(call, control) } satisfies RunAnswer);
  } catch (error) {
    sendJsonLine(socket, { failure: failureOf(error) } satisfies RunAnswer);
  }
}

async function obey(message: RunCall, control: RunControl): Promise<LoadStatus> {
  switch (message.call) {
    case 'status':
      return control.status();
    case 'pause':
      return control.pause();
    case 'resume':
      return control.resume();
    case 'scale':
      return control.scale(message.scaling);
    case 'stop':
      return control.stop('shopctl load stop');
    default:
      message satisfies never;
      throw new UsageError('the run does not know what it was asked');
  }
}

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ShopctlError)) return { message, isUsage: false };
  const { hint, exitCode } = error;
  return { message, isUsage: exitCode === ExitCode.usage, ...(hint === undefined ? {} : { hint }) };
}
