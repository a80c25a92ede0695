/** One request as it was: the unit everything about load is summed from. Times are epoch milliseconds. */
export interface Sample {
  readonly load: string;
  readonly iteration: number;
  readonly journey: string;
  /** Method and route template, for example `GET /api/menu/:id`. */
  readonly endpoint: string;
  /** When the plan wanted it sent: the iteration's due time, or the end of the step and think time before it. */
  readonly intendedAtMs: number;
  readonly sentAtMs: number;
  /** Last byte, or the instant it failed. */
  readonly endedAtMs: number;
  readonly outcome: 'ok' | 'declined' | 'error';
  readonly status?: number | undefined;
  /** Set for errors: `http_503`, `timeout`, `connection_refused`… */
  readonly errorKind?: string | undefined;
  readonly errorText?: string | undefined;
  readonly traceId: string;
  /** Opening a TCP connection, where the request made it necessary. */
  readonly connectMs?: number | undefined;
  /** The TLS handshake, likewise. */
  readonly tlsMs?: number | undefined;
  /** From sending, connecting included, to the head of the answer; left out when none came. */
  readonly ttfbMs?: number | undefined;
}
