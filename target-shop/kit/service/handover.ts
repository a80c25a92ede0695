import type { Server } from 'node:http';
import type { HandoverMessage } from '../../contract/handover-wire.ts';

/** The channel to the process that started this one, where there is one. */
export interface ParentChannel {
  onMessage(listener: (message: HandoverMessage, socket: unknown) => void): void;
  send(message: HandoverMessage, socket?: unknown): void;
}

/** What a service does when its place is given to another process, or it takes one. */
export interface HandoverParts {
  readonly url: string;
  /** The server whose address callers know. */
  readonly server: Server;
  /** Makes a second server that serves the same, for a socket that is taken. */
  serveAlso(): Server;
  /** Ends the service and its process; connections are kept until those at the other end have let go of them. */
  leave(): void;
}

/** Takes part in {@link HandoverMessage handovers} until the process ends. */
export function takePartInHandovers(
  parent: ParentChannel,
  { url, serveAlso, leave, ...parts }: HandoverParts,
): void {
  let { server } = parts;
  parent.onMessage((message, socket) => {
    if (message.handover === 'leave') leave();
    if (message.handover === 'give') parent.send({ handover: 'given' }, socketOf(server));
    if (message.handover !== 'take') return;
    server = serveAlso();
    server.listen({ _handle: socket }, () => parent.send({ handover: 'taken' }));
  });
  parent.send({ handover: 'listens', url });
}

/** Node sends and takes a listening socket by this member, though its types do not name it. */
function socketOf(server: Server): unknown {
  return (server as unknown as { readonly _handle: unknown })._handle;
}
