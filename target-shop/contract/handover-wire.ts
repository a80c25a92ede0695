/**
 * How a new process of a service takes the place of an old one without a gap, over the channel that Node gives a child
 * process. The listening socket itself changes hands: connections that wait in its queue stay in it, callers keep
 * their address, and a service that has died still refuses connections at once.
 *
 *   new → supervisor   listens { url }     it serves on a port of its own, so that it can be asked whether it is ready
 *   supervisor → old   give
 *   old → supervisor   given, with the socket
 *   supervisor → new   take, with the socket
 *   new → supervisor   taken               both serve now
 *   supervisor → old   leave               it accepts nothing more, answers what it has, and ends
 */
export type HandoverMessage =
  | { readonly handover: 'listens'; readonly url: string }
  | { readonly handover: 'give' | 'given' | 'take' | 'taken' | 'leave' };
