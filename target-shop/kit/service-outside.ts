import { pino } from 'pino';
import type { HandoverMessage } from '../contract/handover-wire.ts';
import type { ServiceClock } from './kit.ts';
import type { ParentChannel } from './service/handover.ts';
import type { ProcessHost } from './service/process-lifecycle.ts';
import type { Environment } from './service/service-settings.ts';
import type { LineSink } from './telemetry/service-log.ts';

/** What a service touches of the outside. Whatever is left out is not touched: a test gives `env` alone. */
export interface ServiceOutside {
  readonly env: Environment;
  /** The system's clock when left out. */
  readonly clock?: ServiceClock;
  /** Takes the log lines; without it they go out by OTLP only. */
  readonly lines?: LineSink;
  /** The process that ends with the service; without it only `close` ends the service. */
  readonly host?: ProcessHost;
}

/** Answers the channel to the parent; `undefined` when this process was started without one. */
function parentChannel(): ParentChannel | undefined {
  if (process.send === undefined) return undefined;
  // A parent that has died leaves a channel nobody reads; its pipe tells the service to end.
  process.on('error', () => {});
  return {
    onMessage: (listener) => {
      process.on('message', (message, socket) => listener(message as HandoverMessage, socket)); // our parent's
    },
    send: (message, socket) => void process.send?.(message, socket as undefined, {}, () => {}),
  };
}

/** Answers the outside of a service that has this process for itself. */
export function thisProcess(): ServiceOutside {
  const lines = pino.destination({ dest: 1, sync: false });
  // A reader that has gone away is no reason to die before the requests in hand are answered.
  lines.on('error', () => {});
  const exit = (code: number) => {
    try {
      lines.flushSync();
    } finally {
      process.exit(code);
    }
  };
  return {
    env: process.env,
    lines,
    host: { signals: process, stdin: process.stdin, exit, parent: parentChannel() },
  };
}
