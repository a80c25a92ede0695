/** How requests reach the target; what is left out is as by default. */
export interface WireOptions {
  /**
   * Who shares connections: all users (the default); only the requests of one user, for the length of an iteration; or
   * nobody, so that each request opens one of its own.
   */
  readonly connections?: 'shared' | 'per-user' | 'new';
  /** HTTP/2, many requests at once on a connection; HTTP/1.1 when left out. */
  readonly http2?: boolean;
  readonly tls?: TlsOptions;
  readonly proxy?: ProxyOptions;
}

/** What certificates are checked with and shown. All texts are PEM. */
export interface TlsOptions {
  /** Trusted besides those of the system. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Whether any certificate will do. */
  readonly isInsecure?: boolean;
}

export interface ProxyOptions {
  /** http or https, without credentials. */
  readonly url: string;
  /** Value of the `Proxy-Authorization` header. */
  readonly authorization?: string;
}
