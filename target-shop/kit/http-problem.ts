/** What a client is told about a problem, beside its code and message. */
export interface HttpProblemOptions {
  /** Facts a client can act on, for example the fields that are wrong. */
  readonly details?: unknown;
  /** Response headers, for example `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Members of the body beside the four, where a document names them otherwise. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * A problem a route answers with: thrown, it becomes `{ code, message, correlationId, details }`.
 * Any status of 500 or more also marks the request's span as failed and logs an error.
 */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly status: number;
  /** A constant a program can compare, for example `OUT_OF_STOCK`. */
  readonly code: string;
  readonly details: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly extra: Readonly<Record<string, unknown>>;

  /** @param status 400..599 */
  constructor(status: number, code: string, message: string, options: HttpProblemOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.code = code;
    this.details = options.details;
    this.headers = options.headers ?? {};
    this.extra = options.extra ?? {};
  }
}
