import type { Socket } from 'node:net';
import { buildConnector } from 'undici';
import type { Clock } from '../../core/clock.ts';
import type { Tunnel } from './proxy-tunnel.ts';
import type { WirePhases } from './transport.ts';

/** Hears of a connection that it is open, and how long that took. */
export type ConnectionListener = (phases: Pick<WirePhases, 'connectMs' | 'tlsMs'>, socket: Socket) => void;

/** Opens connections, and tells how long each took to whoever made it necessary. */
export interface TimedConnector {
  readonly connect: buildConnector.connector;
  /** Calls `dispatch`; a connection opened while it runs is the listener's. */
  openedBy(listener: ConnectionListener, dispatch: () => void): void;
}

/**
 * Answers a connector for a pool. undici opens a connection within the very call that dispatches the request which
 * needs it, so the request of the moment is its owner.
 * @param tunnel the way through a proxy, which counts as connecting
 */
export function timedConnector(
  clock: Clock,
  options: buildConnector.BuildOptions = {},
  tunnel?: Tunnel,
): TimedConnector {
  const connect = buildConnector({ allowH2: false, ...options });
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
      const told: buildConnector.Callback = (...result) => {
        if (result[0] === null) {
          const openMs = clock.now();
          const isTls = tcpOpenMs !== undefined && target.protocol === 'https:';
          const phases = {
            connectMs: (tcpOpenMs ?? openMs) - beganMs,
            ...(isTls ? { tlsMs: openMs - (tcpOpenMs ?? openMs) } : {}),
          };
          tell?.(phases, result[1]);
        }
        callback(...result);
      };
      const isOpen = () => {
        tcpOpenMs = clock.now();
      };
      if (tunnel === undefined) {
        // undici returns the socket; its type does not say so.
        (connect(target, told) as unknown as Socket).once('connect', isOpen);
        return;
      }
      const secure = (httpSocket: Socket) => {
        isOpen();
        connect({ ...target, httpSocket }, told);
      };
      tunnel(target).then(secure, (error: Error) => callback(error, null));
    },
  };
}
