import type { Histogram, Meter, Tracer } from '@opentelemetry/api';
import type { Logger } from 'pino';
import type { Store } from '../../service-table.ts';
import type { Flags } from '../kit.ts';

/** A store as readiness and shutdown see it. */
export interface ServiceStore {
  readonly store: Store;
  /** Answers why the store cannot be used now; `undefined` when it can. */
  problem(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** What a store's client needs of the service around it. */
export interface StoreOutside {
  readonly tracer: Tracer;
  readonly meter: Meter;
  /** `db.client.operation.duration`. */
  readonly durations: Histogram;
  readonly flags: Flags;
  readonly log: Logger;
  /** Name of this instance, by which a store's own tools show the connection. */
  readonly instance: string;
}
