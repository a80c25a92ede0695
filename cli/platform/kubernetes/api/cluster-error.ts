import { EnvironmentError } from '../../../core/errors.ts';

/** The body of an answer that says no, as far as the API promises it. */
export interface StatusBody {
  readonly reason?: string;
  readonly message?: string;
  readonly details?: {
    readonly kind?: string;
    readonly name?: string;
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly {
      readonly reason?: string;
      readonly message?: string;
      readonly field?: string;
    }[];
  };
}

/** The cluster said no, or did not answer. */
export class ClusterError extends EnvironmentError {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly body: StatusBody;

  constructor(
    message: string,
    details: { status: number; body?: StatusBody; hint: string; cause?: unknown },
  ) {
    const { status, body = {}, ...rest } = details;
    super(message, { code: `SHOPCTL_CLUSTER_${status === 0 ? 'UNREACHABLE' : status}`, ...rest });
    this.status = status;
    this.body = body;
  }
}

/** Answers whether an error says that something is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ClusterError && error.status === 404;
}
