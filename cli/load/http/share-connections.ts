import type { Transport } from './transport.ts';
import type { WireOptions } from './wire-options.ts';

/**
 * Answers a transport whose connections are shared as asked.
 * @param open answers a transport over connections of its own, none of which is open yet
 */
export function shareConnections(connections: WireOptions['connections'], open: () => Transport): Transport {
  if (connections === undefined || connections === 'shared') return open();
  if (connections === 'per-user') {
    const shared = open();
    return {
      send: (request, signal) => shared.send(request, signal),
      forUser: open,
      close: () => shared.close(),
    };
  }
  return {
    async send(request, signal) {
      const own = open();
      try {
        return await own.send(request, signal);
      } finally {
        await own.close();
      }
    },
    close: async () => undefined,
  };
}
