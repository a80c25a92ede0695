import type { StopSignal } from '../../core/stop-signal.ts';

/** What carries a request to the target: real sockets, or a made-up server in tests. */
export interface Transport {
  /**
   * Sends one request and reads the whole answer; a request without an answer is an answer too.
   * Rejects only when the signal aborts.
   */
  send(request: WireRequest, signal: StopSignal): Promise<WireAnswer>;
  /**
   * Answers connections of one user's own, to be closed when the iteration is over; left out where users share them.
   */
  forUser?(): Transport;
  close(): Promise<void>;
}

export interface WireRequest {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
}

/** How long the parts of an exchange took, in milliseconds; parts that there were not are left out. */
export interface WirePhases {
  /** Opening the TCP connection, for the request that made it necessary. */
  readonly connectMs?: number;
  /** The TLS handshake on it. */
  readonly tlsMs?: number;
  /** From sending, connecting included, to the head of the answer. */
  readonly ttfbMs?: number;
}

/** Why a request got no answer. */
export type WireErrorKind =
  | 'timeout'
  | 'connection_refused'
  | 'connection_reset'
  /** Issued by nobody we trust. */
  | 'certificate_untrusted'
  /** No longer valid, or not yet. */
  | 'certificate_expired'
  /** Made out to another host. */
  | 'certificate_wrong_host'
  /** The server wants one of ours that it accepts. */
  | 'certificate_refused'
  | 'tls_failed'
  | 'proxy_failed'
  /** The server speaks HTTP/1.1 only. */
  | 'http2_not_spoken'
  /** The server began no work on it: its connection was about to end, or had too many streams. */
  | 'stream_refused'
  | 'other';

export type WireAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly text: string;
      /** Answers the first value of a header; left out by transports that do not tell them. @param name in lower case */
      readonly header?: (name: string) => string | undefined;
      /** Values of the `Set-Cookie` headers. */
      readonly cookies: readonly string[];
      readonly phases?: WirePhases;
      /** From sending to the last byte, by transports that know it better than the clock. */
      readonly tookMs?: number;
    }
  | {
      readonly kind: 'failed';
      readonly errorKind: WireErrorKind;
      readonly errorText: string;
      readonly phases?: WirePhases;
      readonly tookMs?: number;
    };
