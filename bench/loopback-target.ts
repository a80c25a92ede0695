import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** A real server on loopback, in a process of its own. */
export interface LoopbackTarget extends AsyncDisposable {
  readonly url: string;
  /** Resolves when the first request has come. */
  readonly firstRequest: Promise<void>;
  /** Stops the process where it stands; what is sent to it waits in the kernel. */
  freeze(): void;
  thaw(): void;
  /** Answers when requests arrived, in epoch milliseconds, in order. */
  arrivals(): Promise<readonly number[]>;
}

/** Starts a target and waits until it listens. */
export async function startLoopbackTarget(): Promise<LoopbackTarget> {
  const child = fork(new URL('./loopback-server.ts', import.meta.url), { execArgv: [] });
  const [address] = (await once(child, 'message')) as [AddressInfo]; // its first message
  const firstRequest = new Promise<void>((resolve) => {
    child.on('message', (message) => message === 'first' && resolve());
  });
  return {
    url: `http://127.0.0.1:${address.port}`,
    firstRequest,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async arrivals() {
      child.send('arrivals');
      for (;;) {
        const [message] = (await once(child, 'message')) as [readonly number[] | 'first'];
        if (message !== 'first') return message;
      }
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
