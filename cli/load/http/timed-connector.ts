import type { Socket } from 'node:net';
import { buildConnector } from 'undici';
import type { Clock } from '../../core/clock.ts';
import type { WirePhases } from './transport.ts';

/** Hears how long opening a connection took. */
export type ConnectionListener = (phases: Pick<WirePhases, 'connectMs' | 'tlsMs'>) => void;

/** Opens connections, and tells how long each took to whoever made it necessary. */
export interface TimedConnector {
  readonly connect: buildConnector.connector;
  /** Calls `dispatch`; a connection opened while it runs is the listener's. */
  openedBy(listener: ConnectionListener, dispatch: () => void): void;
}

/**
 * Answers a connector for a pool. undici opens a connection within the very call that dispatches the request which
 * needs it, so the request of the moment is its owner.
 */
export function timedConnector(clock: Clock, options: buildConnector.BuildOptions = {}): TimedConnector {
  // HTTP/2 would put requests on one connection, and the first of them in a queue until it is open.
  const connect = buildConnector({ ...options, allowH2: false });
  let owner: ConnectionListener | undefined;
  return {
    openedBy(listener, dispatch) {
      owner = listener;
      try {
        dispatch();
      } finally {
        owner = undefined;
      }
    },
    connect(target, callback) {
      const tell = owner;
      const beganMs = clock.now();
      let tcpOpenMs: number | undefined;
      // undici returns the socket; its type does not say so.
      const socket = connect(target, (...result) => {
        if (result[0] === null) {
          const openMs = clock.now();
          const isTls = tcpOpenMs !== undefined && target.protocol === 'https:';
          tell?.({
            connectMs: (tcpOpenMs ?? openMs) - beganMs,
            ...(isTls ? { tlsMs: openMs - (tcpOpenMs ?? openMs) } : {}),
          });
        }
        callback(...result);
      }) as unknown as Socket;
      socket.once('connect', () => {
        tcpOpenMs = clock.now();
      });
    },
  };
}
