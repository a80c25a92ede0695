import type { DeployRequest } from '../platform.ts';

/** One deployment as the supervisor needs it; kept in a file that only this user can read. */
export interface Deployment {
  readonly request: DeployRequest;
  readonly startedAtMs: number;
  /** Release name, on every span as `service.version`. */
  readonly version: string;
  /** The services' code; the hash says whether it changed. */
  readonly bundle: { readonly hash: string; readonly directory: string };
  /** Passwords of the stores we start. */
  readonly redisPassword: string;
  readonly postgresPassword: string;
  /** Bearer token of the control socket, `/chaos`, `/admin` and the receiver. */
  readonly token: string;
  /** The control socket; kept, because the environment that decides it may change. */
  readonly socket: string;
}
