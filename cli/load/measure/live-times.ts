import { type Slice, SliceUnderWay } from './rolling-window.ts';

/** What one subject did since it was last looked at. */
export interface LiveSlices {
  readonly of: 'all' | 'journey' | 'endpoint' | 'check';
  /** `all`, the journey's name, the endpoint's, or the subject of a threshold on checks, which have no times. */
  readonly name: string;
  readonly response: Slice;
  /** Only where a threshold looks at it. */
  readonly service?: Slice;
}

/** Times and errors since somebody last looked, for who watches a load while it plays. */
export class LiveTimes {
  readonly #response = new SliceUnderWay();
  readonly #service: SliceUnderWay | undefined;
  #hasNews = false;

  /** @param withService whether service times are kept too */
  constructor(withService: boolean) {
    this.#service = withService ? new SliceUnderWay() : undefined;
  }

  record(responseMs: number, serviceMs: number, isError: boolean): void {
    this.#hasNews = true;
    this.#response.record(responseMs, isError);
    this.#service?.record(serviceMs, isError);
  }

  /** Makes an error of something that was just recorded as none. */
  spoil(): void {
    this.#hasNews = true;
    this.#response.spoil();
    this.#service?.spoil();
  }

  /** Answers what was recorded since the last time; nothing when nothing was. */
  take(): Pick<LiveSlices, 'response' | 'service'> | undefined {
    if (!this.#hasNews) return undefined;
    this.#hasNews = false;
    const service = this.#service?.end();
    return { response: this.#response.end(), ...(service === undefined ? {} : { service }) };
  }
}
