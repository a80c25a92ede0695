import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { EnvironmentError } from '../../../core/errors.ts';
import type { InstanceEvent } from '../../platform.ts';
import {
  BEAT_INTERVAL_MS,
  type CallAnswer,
  type CallInput,
  type CallName,
  type ControlReply,
} from './control-protocol.ts';
import { onJsonLine, sendJsonLine } from './json-lines.ts';

/** How long a supervisor may take to say hello, in milliseconds; it needs a few. */
const ANSWER_MS = 5_000;

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** One connection to a shop's supervisor; says all the while that this process is not frozen. */
export class ControlClient {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners: ((event: InstanceEvent) => void)[] = [];
  readonly #closed: Promise<void>;
  #lastId = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    onJsonLine(socket, (message) => this.#take(message as ControlReply)); // the supervisor's, by its socket's folder
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve()));
    const beat = setInterval(() => sendJsonLine(socket, { beat: true }), BEAT_INTERVAL_MS).unref();
    socket
      .on('error', () => socket.destroy())
      .once('close', () => {
        clearInterval(beat);
        for (const { reject } of this.#waiting.values()) reject(connectionLost());
        this.#waiting.clear();
      });
  }

  /**
   * Connects to the supervisor behind a socket.
   * @returns `undefined` when nobody listens there, or does not answer: frozen, or another shop's
   */
  static async connect(path: string, token: string): Promise<ControlClient | undefined> {
    const socket = connect(path);
    try {
      await once(socket, 'connect');
    } catch {
      return undefined;
    }
    const client = new ControlClient(socket);
    const patience = setTimeout(() => socket.destroy(), ANSWER_MS);
    const isWelcome = await client.call('hello', { token, pid: process.pid }).then(
      () => true,
      () => false,
    );
    clearTimeout(patience);
    return isWelcome ? client : undefined;
  }

  /** @throws EnvironmentError with the supervisor's reason, or when it ends before it answers */
  call<Name extends CallName>(call: Name, input: CallInput<Name>): Promise<CallAnswer<Name>> {
    if (!this.#socket.writable) return Promise.reject(connectionLost());
    this.#lastId += 1;
    const id = this.#lastId;
    sendJsonLine(this.#socket, { id, call, input });
    return new Promise((resolve, reject) => {
      // The protocol's table says what the answer to each call is.
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as CallAnswer<Name>), reject });
    });
  }

  onEvent(listener: (event: InstanceEvent) => void): void {
    this.#listeners.push(listener);
  }

  /** Resolves when the connection has ended, at whichever end. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(reply: ControlReply): void {
    if (reply.event !== undefined) {
      for (const listener of this.#listeners) listener(reply.event);
      return;
    }
    const waiting = this.#waiting.get(reply.id ?? 0);
    this.#waiting.delete(reply.id ?? 0);
    const { failure } = reply;
    if (failure === undefined) waiting?.resolve(reply.answer);
    else waiting?.reject(new EnvironmentError(failure.message, failure));
  }
}

function connectionLost(): EnvironmentError {
  return new EnvironmentError("the connection to the shop's supervisor ended", {
    code: 'SHOPCTL_SUPERVISOR_LOST',
    hint: 'See `shopctl status`; a shop that is gone is started again by `shopctl deploy`.',
  });
}
